#include "CTOML.h"

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string_view>

#include <toml++/toml.h>

ctoml_result ctoml_parse(const char *text, size_t length) {
    ctoml_result result{};
    try {
        std::ostringstream json;
        json << toml::json_formatter{toml::parse(std::string_view{text, length})};
        result.json = strdup(json.str().c_str());
    } catch (const toml::parse_error &error) {
        result.problem = strdup(std::string{error.description()}.c_str());
        result.line = error.source().begin.line;
        result.column = error.source().begin.column;
    } catch (...) {
    }
    return result;
}

void ctoml_free(ctoml_result result) {
    free(result.json);
    free(result.problem);
}
