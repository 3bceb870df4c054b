#pragma once
// What of glibc and Linux Swift cannot import: GNU extensions, unions, macros with casts, variadic calls.
// Never define _GNU_SOURCE in this header: it changes glibc's declarations under Swift's own Glibc module.

#ifdef __cplusplus
extern "C" {
#endif

/// Names the calling thread; only the first 15 bytes of `name` count.
void clinux_set_thread_name(const char *_Nonnull name);

#ifdef __cplusplus
}
#endif
