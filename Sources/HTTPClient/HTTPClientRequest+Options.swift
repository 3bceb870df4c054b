import CCurl

extension HTTPClientRequest {
    /// Sets a libcurl handle up for this request.
    ///
    /// - Parameter context: the unretained `Transfer`; it has to outlive the handle.
    /// - Returns: the header list, to be freed after the handle.
    func configure(
        _ handle: UnsafeMutableRawPointer, context: UnsafeMutableRawPointer, _ configuration: HTTPClient.Configuration
    ) -> UnsafeMutablePointer<curl_slist>? {
        _ = ccurl_set_string(handle, CURLOPT_URL, url)
        _ = ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = ccurl_set_string(handle, CURLOPT_PROXY, "")
        _ = ccurl_set_string(handle, CURLOPT_USERAGENT, configuration.userAgent)
        _ = ccurl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        _ = ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        _ = ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        _ = ccurl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1)
        setLimits(handle)
        _ = ccurl_set_pointer(handle, CURLOPT_PRIVATE, context)
        _ = ccurl_set_data_callback(handle, CURLOPT_HEADERFUNCTION, transferHeaderLine)
        _ = ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        _ = ccurl_set_data_callback(handle, CURLOPT_WRITEFUNCTION, transferBodyBytes)
        _ = ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        if configuration.denyPrivateAddresses {
            _ = ccurl_set_open_socket_callback(handle, transferGuardedSocket)
            _ = ccurl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
        }
        setMethod(handle, context: context)
        let list = headerList()
        _ = ccurl_set_list(handle, CURLOPT_HTTPHEADER, list)
        return list
    }

    private func setLimits(_ handle: UnsafeMutableRawPointer) {
        _ = ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, connectTimeout.atLeastOneMillisecond)
        if let timeout { _ = ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, timeout.atLeastOneMillisecond) }
        if let stallTimeout {
            _ = ccurl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
            _ = ccurl_set_long(handle, CURLOPT_LOW_SPEED_TIME, (stallTimeout.atLeastOneMillisecond + 999) / 1_000)
        }
        if method != "HEAD" { _ = ccurl_set_offset(handle, CURLOPT_MAXFILESIZE_LARGE, max(1, maxResponseBytes)) }
    }

    private func setMethod(_ handle: UnsafeMutableRawPointer, context: UnsafeMutableRawPointer) {
        if let body {
            // A read callback that cannot rewind: libcurl would otherwise send the body a second time by itself when a
            // kept connection ends before the first response byte, and the server may have acted on the first.
            _ = ccurl_set_long(handle, CURLOPT_POST, 1)
            _ = ccurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, body.count)
            _ = ccurl_set_data_callback(handle, CURLOPT_READFUNCTION, transferProvideBytes)
            _ = ccurl_set_pointer(handle, CURLOPT_READDATA, context)
            if body.isEmpty { _ = ccurl_set_long(handle, CURLOPT_FRESH_CONNECT, 1) }
            if method != "POST" { _ = ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, method) }
        } else if method == "HEAD" {
            _ = ccurl_set_long(handle, CURLOPT_NOBODY, 1)
        } else if method != "GET" {
            // Without a body nothing stops that second sending, so it gets a connection of its own.
            _ = ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, method)
            _ = ccurl_set_long(handle, CURLOPT_FRESH_CONNECT, 1)
        }
    }

    private func headerList() -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        // A name without a value takes libcurl's own header away; an empty value is spelt with a semicolon.
        if body != nil {
            list = curl_slist_append(list, "Expect:")
            if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
                list = curl_slist_append(list, "Content-Type:")
            }
        }
        for (name, value) in headers {
            list = curl_slist_append(list, value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        return list
    }
}

extension Duration {
    fileprivate var atLeastOneMillisecond: Int {
        let milliseconds = components.seconds.multipliedReportingOverflow(by: 1_000)
        guard !milliseconds.overflow else { return Int(Int32.max) }
        let rounded = milliseconds.partialValue + components.attoseconds / 1_000_000_000_000_000
        return Int(min(max(1, rounded), Int64(Int32.max)))
    }
}

// Free functions: closures written at the call would inherit the caller's isolation and trap on the engine's thread.

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private func transferHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context)?.receive(headerLine: line) == true ? size * count : 0
}

private func transferBodyBytes(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    transfer(context)?.receive(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
}

private func transferProvideBytes(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let transfer = transfer(context) else { return CCURL_READ_ABORT }
    return transfer.provide(into: UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
}

private func transferGuardedSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let address else { return CURL_SOCKET_BAD }
    var bytes = [UInt8](repeating: 0, count: 16)
    bytes.removeLast(16 - ccurl_copy_address(address, &bytes))
    guard AddressGuard.isPublic(bytes) else {
        transfer(context)?.deny()
        return CURL_SOCKET_BAD
    }
    return ccurl_open_socket(address)
}
