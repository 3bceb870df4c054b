/// The numbers of the system calls that the filter names, for one architecture (asm/unistd.h).
struct SystemCalls {
    /// AUDIT_ARCH_… of linux/audit.h.
    let architecture: UInt32
    /// Where the numbers of another interface of the same architecture begin (x32).
    let foreignInterface: UInt32?
    let clone: UInt32
    let clone3: UInt32
    let socket: UInt32
    let refused: [UInt32]

    static var current: SystemCalls? {
        #if arch(x86_64)
        x86
        #elseif arch(arm64)
        arm
        #else
        nil
        #endif
    }

    // The same on every architecture: io_uring (425…427), mounts by descriptor (428…433, 442).
    private static let common: [UInt32] = [425, 426, 427, 428, 429, 430, 431, 432, 433, 442]

    static let x86 = SystemCalls(
        architecture: 0xc000_003e, foreignInterface: 0x4000_0000, clone: 56, clone3: 435, socket: 41,
        refused: common + [
            101, 310, 311, 312,  // ptrace, process_vm_readv, process_vm_writev, kcmp
            155, 161, 165, 166, 272, 308, 304,  // pivot_root, chroot, mount, umount2, unshare, setns, open_by_handle_at
            321, 298, 323,  // bpf, perf_event_open, userfaultfd
            248, 249, 250,  // add_key, request_key, keyctl
            175, 176, 313, 246, 320,  // init_module, delete_module, finit_module, kexec_load, kexec_file_load
            103, 163, 164, 227, 167, 168, 169, 179,  // syslog, acct, settimeofday, clock_settime, swapon, swapoff, …
        ])

    static let arm = SystemCalls(
        architecture: 0xc000_00b7, foreignInterface: nil, clone: 220, clone3: 435, socket: 198,
        refused: common + [
            117, 270, 271, 272, 41, 51, 40, 39, 97, 268, 265, 280, 241, 282, 217, 218, 219, 105, 106, 273, 104, 294,
            116, 89, 170, 112, 224, 225, 142, 60,
        ])
}
