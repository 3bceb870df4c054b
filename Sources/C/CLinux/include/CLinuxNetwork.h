#pragma once
// Listening sockets, and what else a server's threads need.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Listens on the first address `host` stands for; with `shared`, other sockets may listen on the same port.
/// "::" takes IPv4 too. Returns a non-blocking, close-on-exec descriptor, or a negated errno.
int clinux_listen(const char *_Nonnull host, uint16_t port, int backlog, int shared);

/// The local port of a socket, or a negated errno.
int clinux_local_port(int descriptor);

/// Accepts a connection (non-blocking, close-on-exec, without Nagle's delay) and writes its peer's numeric address, an
/// IPv4 one always in dotted form. Returns the descriptor or a negated errno.
int clinux_accept(int listener, char *_Nonnull peer, size_t capacity);

/// Where `needle` first begins in `haystack`, or -1.
long clinux_index_of(
    const uint8_t *_Nonnull needle, size_t needleCount, const uint8_t *_Nonnull haystack, size_t haystackCount);

/// A pointer of the calling thread's own, which `clinux_thread_mark` reads back.
void clinux_set_thread_mark(const void *_Nullable mark);
const void *_Nullable clinux_thread_mark(void);

/// Blocks all signals on the calling thread, so that others handle them.
void clinux_block_signals(void);

/// Raises the soft limit of open descriptors to `count`, as far as the hard limit lets it.
void clinux_raise_descriptor_limit(uint64_t count);

/// Writes a time in seconds since 1970 in HTTP's form (RFC 9110 §5.6.7), 29 bytes and a NUL.
void clinux_http_date(int64_t seconds, char *_Nonnull text, size_t capacity);

#ifdef __cplusplus
}
#endif
