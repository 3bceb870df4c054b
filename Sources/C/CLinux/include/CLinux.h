#pragma once
// What of glibc and Linux Swift cannot import: GNU extensions, unions, macros with casts, variadic calls.
// Never define _GNU_SOURCE in this header: it changes glibc's declarations under Swift's own Glibc module.

#include <stdint.h>
#include <sys/epoll.h>

#include "CLinuxNetwork.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Names the calling thread; only the first 15 bytes of `name` count.
void clinux_set_thread_name(const char *_Nonnull name);

/// epoll's bits as one integer type: glibc's are an enum beside macros, and EPOLLET does not fit a signed int.
static const uint32_t CLINUX_EPOLLIN = EPOLLIN;
static const uint32_t CLINUX_EPOLLOUT = EPOLLOUT;
static const uint32_t CLINUX_EPOLLERR = EPOLLERR;
static const uint32_t CLINUX_EPOLLHUP = EPOLLHUP;
static const uint32_t CLINUX_EPOLLRDHUP = EPOLLRDHUP;
static const uint32_t CLINUX_EPOLLET = EPOLLET;

/// A new epoll descriptor, closed on exec; -1 and errno.
int clinux_epoll_create(void);
/// Watches `descriptor` for `events`; `tag` comes back with each event. 0, or -1 and errno.
int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t tag);
int clinux_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t tag);
int clinux_epoll_remove(int epoll, int descriptor);
/// The members of an event; the struct is packed and its data a union.
uint64_t clinux_epoll_tag(const struct epoll_event *_Nonnull event);
uint32_t clinux_epoll_events(const struct epoll_event *_Nonnull event);

/// A new non-blocking eventfd, closed on exec; -1 and errno.
int clinux_eventfd(void);
/// What to start with `clinux_spawn`; everything is borrowed for the length of the call.
struct clinux_spawn_request {
    const char *_Nonnull executable;
    /// Null-terminated, `arguments[0]` included.
    char *_Nullable const *_Nonnull arguments;
    /// Null-terminated `NAME=value` texts: the whole environment.
    char *_Nullable const *_Nonnull environment;
    const char *_Nullable directory;
    /// The child's descriptor `i` is a copy of `descriptors[i]`; every other descriptor is closed.
    const int *_Nonnull descriptors;
    int descriptor_count;
    /// Sent to the child when the calling thread ends; 0 for none.
    int death_signal;
};

/// Starts a program as the leader of a new process group, with default signal handling and an empty signal mask.
///
/// Gives 0 and sets `process` and `process_descriptor` (a close-on-exec pidfd), or gives the errno of what failed and
/// sets `failed_step`: 0 creating the process, 1 descriptors, 2 the directory, 3 the program.
int clinux_spawn(const struct clinux_spawn_request *_Nonnull request, int *_Nonnull process,
                 int *_Nonnull process_descriptor, int *_Nonnull failed_step);

/// A close-on-exec descriptor of a running process that becomes readable when it has ended; -1 with errno set.
int clinux_open_process(int process);

/// Sends a signal to the process of such a descriptor; 0, or -1 with errno set.
int clinux_signal_process(int descriptor, int signal);

/// A pipe whose two ends are close-on-exec; gives 0 or an errno.
int clinux_pipe(int *_Nonnull reading, int *_Nonnull writing);

/// An unnamed close-on-exec file in memory, or -1 with errno set.
int clinux_memory_file(const char *_Nonnull name);

/// Writes the number of `signal` as one byte to `descriptor` whenever the signal comes; 0, or -1 and errno.
///
/// One descriptor for the process: the last one given gets all signals. A full pipe loses the signal.
int clinux_forward_signal(int signal, int descriptor);

/// Whether the kernel knows its clock to be kept right by a time service: 1 or 0, or -1 with errno set.
int clinux_clock_is_synchronized(void);

#ifdef __cplusplus
}
#endif
