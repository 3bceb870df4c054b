#pragma once
#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic: one typed wrapper per kind of argument.
static inline CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
/// The shape of the read, write and header callbacks.
typedef size_t (*ccurl_data_callback)(char *, size_t, size_t, void *);
static inline CURLcode ccurl_set_data_callback(CURL *handle, CURLoption option, ccurl_data_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}
typedef curl_socket_t (*ccurl_open_socket_callback)(void *, curlsocktype, struct curl_sockaddr *);
static inline CURLcode ccurl_set_open_socket_callback(CURL *handle, ccurl_open_socket_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}
static inline CURLcode ccurl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode ccurl_get_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode ccurl_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}
typedef int (*ccurl_socket_callback)(CURL *, curl_socket_t, int, void *, void *);
static inline CURLMcode ccurl_multi_set_socket_callback(CURLM *multi, ccurl_socket_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, callback);
}
typedef int (*ccurl_timer_callback)(CURLM *, long, void *);
static inline CURLMcode ccurl_multi_set_timer_callback(CURLM *multi, ccurl_timer_callback callback) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, callback);
}

/// The result of a finished transfer: CURLMsg keeps it in a union.
static inline CURLcode ccurl_message_result(const CURLMsg *message) { return message->data.result; }

static const size_t CCURL_WRITE_PAUSE = CURL_WRITEFUNC_PAUSE;
static const size_t CCURL_READ_ABORT = CURL_READFUNC_ABORT;

/// Copies the address about to be connected to, in network order, and returns its length: 4, 16, or 0 for another family.
static inline size_t ccurl_copy_address(const struct curl_sockaddr *address, uint8_t out[16]) {
    if (address->family == AF_INET) {
        struct sockaddr_in inet;
        memcpy(&inet, &address->addr, sizeof inet);
        memcpy(out, &inet.sin_addr, 4);
        return 4;
    }
    if (address->family == AF_INET6) {
        struct sockaddr_in6 inet6;
        memcpy(&inet6, &address->addr, sizeof inet6);
        memcpy(out, &inet6.sin6_addr, 16);
        return 16;
    }
    return 0;
}
/// What libcurl does by itself when no callback is set, plus close-on-exec.
static inline curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}
