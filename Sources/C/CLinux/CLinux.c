#define _GNU_SOURCE
#include "CLinux.h"

#include <pthread.h>
#include <string.h>

void clinux_set_thread_name(const char *name) {
    char truncated[16] = {0};
    strncpy(truncated, name, sizeof truncated - 1);
    pthread_setname_np(pthread_self(), truncated);
}
