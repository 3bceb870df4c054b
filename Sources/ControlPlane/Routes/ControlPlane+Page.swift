import HTTPServer

/// The chat page and its files, compiled into the executable.
extension ControlPlane {
    func addPageRoutes(to routes: inout HTTPRoutes) {
        for file in PageFile.all {
            routes.on("GET", file.path) { request in
                if request.headers.first("if-none-match") == file.tag { return HTTPResponse(status: 304) }
                var response = HTTPResponse(body: .bytes(file.bytes))
                response.headers.set("content-type", file.mediaType)
                response.headers.set("etag", file.tag)
                response.headers.set("cache-control", "no-cache")
                response.headers.set("x-content-type-options", "nosniff")
                response.headers.set("referrer-policy", "no-referrer")
                response.headers.set(
                    "content-security-policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                        // Whatever would parse text as HTML fails in the browser, whoever wrote it.
                        + "require-trusted-types-for 'script'; trusted-types 'none'")
                return response
            }
        }
    }
}
