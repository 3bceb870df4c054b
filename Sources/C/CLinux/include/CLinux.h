#pragma once
// What of glibc and Linux Swift cannot import: GNU extensions, unions, macros with casts, variadic calls.
// Never define _GNU_SOURCE in this header: it changes glibc's declarations under Swift's own Glibc module.

#include <stdint.h>
#include <sys/epoll.h>

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

#ifdef __cplusplus
}
#endif
