import CCurl
import CLinux
import Glibc
import Threading

/// The thread of a client: a libcurl multi handle driven by epoll.
///
/// `socket_action` with an epoll descriptor of our own took a third of the CPU of `curl_multi_poll` over 500 slow streams
/// (docs/decisions/http-client.md).
final class TransferEngine: @unchecked Sendable {  // `mail` is locked; everything else is the thread's own
    private enum Command {
        case start(Transfer)
        case resume(Transfer)
        case cancel(Transfer)
    }

    private struct Mail {
        var commands: [Command] = []
        var isSignalled = false
        var isStopped = false
    }

    private struct Live {
        let transfer: Transfer
        let handle: UnsafeMutableRawPointer
        let headers: UnsafeMutablePointer<curl_slist>?
    }

    private let configuration: HTTPClient.Configuration
    private let mail = Lock(Mail())
    private let multi: UnsafeMutableRawPointer
    private let epoll: Int32
    private let wakeUp: Int32
    private var live: [ObjectIdentifier: Live] = [:]
    /// When libcurl wants to be called, on the monotonic clock in milliseconds.
    private var timerDue: Int64?

    private static let wakeUpTag = UInt64.max
    // Once per process and not thread-safe by itself: a global's initialiser is.
    private static let isCurlReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Starts the thread; `stop` ends it.
    init(_ configuration: HTTPClient.Configuration) throws(HTTPClientError) {
        self.configuration = configuration
        let exhausted = HTTPClientError(.other, "No memory or descriptors are left for HTTP requests.")
        guard Self.isCurlReady, let multi = curl_multi_init() else { throw exhausted }
        epoll = clinux_epoll_create()
        wakeUp = clinux_eventfd()
        guard epoll >= 0, wakeUp >= 0, clinux_epoll_add(epoll, wakeUp, CLINUX_EPOLLIN, Self.wakeUpTag) == 0 else {
            for descriptor in [epoll, wakeUp] where descriptor >= 0 { close(descriptor) }
            curl_multi_cleanup(multi)
            throw exhausted
        }
        self.multi = multi
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self)  // released when the thread ends
        guard pthread_create(&thread, nil, transferEngineMain, context.toOpaque()) == 0 else {
            context.release()
            throw exhausted
        }
        pthread_detach(thread)
    }

    deinit {
        curl_multi_cleanup(multi)
        close(epoll)
        close(wakeUp)
    }

    // MARK: Any thread

    func start(_ transfer: Transfer) {
        if !post(.start(transfer)) { transfer.finish(HTTPClientError.shutDown(mayHaveArrived: false)) }
    }

    func resume(_ transfer: Transfer) { _ = post(.resume(transfer)) }

    /// Releases the consumer at once; the connection follows on the thread.
    func cancel(_ transfer: Transfer) {
        guard !transfer.isFinished else { return }
        transfer.finish(CancellationError())
        _ = post(.cancel(transfer))
    }

    func stop() {
        mail.withLock { mail in
            mail.isStopped = true
            signal(&mail)
        }
    }

    private func post(_ command: Command) -> Bool {
        mail.withLock { mail in
            guard !mail.isStopped else { return false }
            mail.commands.append(command)
            signal(&mail)
            return true
        }
    }

    private func signal(_ mail: inout Mail) {
        guard !mail.isSignalled else { return }
        mail.isSignalled = true
        var one: UInt64 = 1
        write(wakeUp, &one, 8)
    }

    // MARK: The thread

    fileprivate func run() {
        // Signals are for other threads; libcurl leaves SIGPIPE to us, and its resolver threads inherit the mask.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        clinux_set_thread_name("http-client")
        configureMulti()
        while obeyCommands() { waitForEvents() }
        for entry in live.values {
            discard(entry)
            entry.transfer.finish(HTTPClientError.shutDown(mayHaveArrived: true))
        }
        live = [:]
    }

    private func configureMulti() {
        let context = Unmanaged.passUnretained(self).toOpaque()  // the running thread holds a reference
        _ = ccurl_multi_set_socket_callback(multi, transferEngineSocketChanged)
        _ = ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        _ = ccurl_multi_set_timer_callback(multi, transferEngineTimerChanged)
        _ = ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.maxIdleConnections)
        _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maxConnectionsPerHost)
    }

    /// False when the engine was stopped.
    private func obeyCommands() -> Bool {
        let (commands, isStopped) = mail.withLock { mail in
            defer { (mail.commands, mail.isSignalled) = ([], false) }
            return (mail.commands, mail.isStopped)
        }
        for command in commands {
            switch command {
            case .start(let transfer):
                if isStopped {
                    transfer.finish(HTTPClientError.shutDown(mayHaveArrived: false))
                } else {
                    begin(transfer)
                }
            case .resume(let transfer):
                if let entry = live[ObjectIdentifier(transfer)] { curl_easy_pause(entry.handle, CURLPAUSE_CONT) }
            case .cancel(let transfer):
                if let entry = live.removeValue(forKey: ObjectIdentifier(transfer)) { discard(entry) }
            }
        }
        return !isStopped
    }

    private func waitForEvents() {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        let patience = timerDue.map { Int32(clamping: max(0, $0 - Self.now())) } ?? -1
        let count = epoll_wait(epoll, &events, Int32(events.count), patience)
        var running: Int32 = 0
        for index in 0..<Int(max(0, count)) {
            let tag = clinux_epoll_tag(&events[index])
            let bits = clinux_epoll_events(&events[index])
            if tag == Self.wakeUpTag {
                var value: UInt64 = 0
                read(wakeUp, &value, 8)
                continue
            }
            var mask: Int32 = 0
            if bits & CLINUX_EPOLLIN != 0 { mask |= CURL_CSELECT_IN }
            if bits & CLINUX_EPOLLOUT != 0 { mask |= CURL_CSELECT_OUT }
            if bits & (CLINUX_EPOLLERR | CLINUX_EPOLLHUP) != 0 { mask |= CURL_CSELECT_ERR }
            curl_multi_socket_action(multi, Int32(truncatingIfNeeded: tag), mask, &running)
        }
        if let due = timerDue, due <= Self.now() {
            timerDue = nil
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
        }
        reap()
    }

    private func begin(_ transfer: Transfer) {
        guard !transfer.isFinished else { return }
        guard let handle = curl_easy_init() else {
            transfer.finish(HTTPClientError(.other, "No memory is left for an HTTP request."))
            return
        }
        // `live` keeps the transfer alive for as long as libcurl has the handle and thus the context.
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        let headers = transfer.request.configure(handle, context: context, configuration)
        let entry = Live(transfer: transfer, handle: handle, headers: headers)
        live[ObjectIdentifier(transfer)] = entry
        guard curl_multi_add_handle(multi, handle) == CURLM_OK else {
            live[ObjectIdentifier(transfer)] = nil
            curl_easy_cleanup(handle)
            curl_slist_free_all(headers)
            transfer.finish(HTTPClientError(.other, "No memory is left for an HTTP request."))
            return
        }
    }

    private func reap() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle else { continue }
            let result = ccurl_message_result(message)
            var context: UnsafeMutableRawPointer?
            _ = ccurl_get_pointer(handle, CURLINFO_PRIVATE, &context)
            guard let context else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            var sentBytes = 0
            _ = ccurl_get_long(handle, CURLINFO_REQUEST_SIZE, &sentBytes)
            var elapsed = 0
            _ = ccurl_get_offset(handle, CURLINFO_TOTAL_TIME_T, &elapsed)
            if let entry = live.removeValue(forKey: ObjectIdentifier(transfer)) { discard(entry) }
            let failure = HTTPClientError(
                result, of: transfer, sentBytes: sentBytes, elapsed: .microseconds(elapsed))
            transfer.finish(result == CURLE_OK ? nil : failure)
        }
    }

    private func discard(_ entry: Live) {
        curl_multi_remove_handle(multi, entry.handle)
        curl_easy_cleanup(entry.handle)
        curl_slist_free_all(entry.headers)
    }

    fileprivate func watch(_ socket: curl_socket_t, for what: Int32) {
        if what == CURL_POLL_REMOVE {
            _ = clinux_epoll_remove(epoll, socket)
            return
        }
        var events: UInt32 = 0
        if what & CURL_POLL_IN != 0 { events |= CLINUX_EPOLLIN }
        if what & CURL_POLL_OUT != 0 { events |= CLINUX_EPOLLOUT }
        let tag = UInt64(UInt32(bitPattern: socket))
        if clinux_epoll_modify(epoll, socket, events, tag) != 0 { _ = clinux_epoll_add(epoll, socket, events, tag) }
    }

    fileprivate func setTimer(milliseconds: Int) {
        timerDue = milliseconds < 0 ? nil : Self.now() + Int64(milliseconds)
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

// Free functions: closures written at the call would inherit the caller's isolation and trap on this thread.

private func transferEngineMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<TransferEngine>.fromOpaque(context).takeRetainedValue().run()
    return nil
}

private func transferEngineSocketChanged(
    _ handle: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ known: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    Unmanaged<TransferEngine>.fromOpaque(context).takeUnretainedValue().watch(socket, for: what)
    return 0
}

// libcurl must not be called from here: it only notes the time.
private func transferEngineTimerChanged(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    Unmanaged<TransferEngine>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds: milliseconds)
    return 0
}
