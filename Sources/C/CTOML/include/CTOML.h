#pragma once
// toml++ reads waggle.toml; only C crosses the border, and no exception does.

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ctoml_result {
    /// The document as JSON text, or null when it is not TOML; freed with `ctoml_free`.
    char *_Nullable json;
    /// What is wrong where `json` is null (null itself when memory ran out); freed with `ctoml_free`.
    char *_Nullable problem;
    /// Where it is wrong, counted from 1.
    unsigned line, column;
};

/// Parses `length` bytes of UTF-8 text.
struct ctoml_result ctoml_parse(const char *_Nonnull text, size_t length);
void ctoml_free(struct ctoml_result result);

#ifdef __cplusplus
}
#endif
