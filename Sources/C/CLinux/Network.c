#define _GNU_SOURCE
#include "CLinuxNetwork.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int listen_on(const struct addrinfo *address, int backlog, int shared) {
    int one = 1, zero = 0;
    int descriptor = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (shared) setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    if (address->ai_family == AF_INET6) setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    if (bind(descriptor, address->ai_addr, address->ai_addrlen) < 0 || listen(descriptor, backlog) < 0) {
        int error = errno;
        close(descriptor);
        return -error;
    }
    return descriptor;
}

int clinux_listen(const char *host, uint16_t port, int backlog, int shared) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    int failure = getaddrinfo(host, service, &hints, &found);
    if (failure == EAI_SYSTEM) return -errno;
    if (failure != 0 || found == NULL) return -EADDRNOTAVAIL;
    int result = listen_on(found, backlog, shared);
    freeaddrinfo(found);
    return result;
}

int clinux_local_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

int clinux_accept(int listener, char *peer, size_t capacity) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    int one = 1;
    int descriptor = accept4(listener, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return -errno;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    peer[0] = 0;
    if (address.ss_family == AF_INET6) {
        const struct in6_addr *six = &((struct sockaddr_in6 *)&address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(six)) {
            inet_ntop(AF_INET, six->s6_addr + 12, peer, (socklen_t)capacity);
        } else {
            inet_ntop(AF_INET6, six, peer, (socklen_t)capacity);
        }
    } else {
        inet_ntop(AF_INET, &((struct sockaddr_in *)&address)->sin_addr, peer, (socklen_t)capacity);
    }
    return descriptor;
}

long clinux_index_of(
    const uint8_t *needle, size_t needleCount, const uint8_t *haystack, size_t haystackCount) {
    const uint8_t *found = memmem(haystack, haystackCount, needle, needleCount);
    return found == NULL ? -1 : found - haystack;
}

static _Thread_local const void *thread_mark;

void clinux_set_thread_mark(const void *mark) { thread_mark = mark; }

const void *clinux_thread_mark(void) { return thread_mark; }

void clinux_block_signals(void) {
    sigset_t all;
    sigfillset(&all);
    // What the thread raises by its own fault still has to reach the crash handler.
    const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) sigdelset(&all, faults[index]);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
}

void clinux_raise_descriptor_limit(uint64_t count) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= count) return;
    limit.rlim_cur = count < limit.rlim_max ? count : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void clinux_http_date(int64_t seconds, char *text, size_t capacity) {
    static const char *days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char pattern[48] = "";
    time_t time = (time_t)seconds;
    struct tm parts;
    text[0] = 0;
    if (gmtime_r(&time, &parts) == NULL) return;
    // The names are put in by hand: strftime's own follow the locale.
    stpcpy(stpcpy(stpcpy(stpcpy(pattern, days[parts.tm_wday]), ", %d "), months[parts.tm_mon]), " %Y %H:%M:%S GMT");
    strftime(text, capacity, pattern, &parts);
}
