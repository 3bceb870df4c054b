import Glibc

/// A filter of system calls in the kernel's classic BPF form (seccomp(2)): calls no build or test needs are refused.
///
/// Refused are new namespaces and mounts, kernel modules, `bpf`, `perf`, `ptrace` and access to other processes'
/// memory, keys, `io_uring` (it goes round other rules), `userfaultfd`, and sockets other than Unix, IP and netlink.
enum SeccompFilter {
    private struct Instruction {
        let code: UInt16
        var ifTrue: UInt8 = 0
        var ifFalse: UInt8 = 0
        let value: UInt32
    }

    // linux/bpf_common.h
    private static let load: UInt16 = 0x20
    private static let jumpEqual: UInt16 = 0x15
    private static let jumpAtLeast: UInt16 = 0x35
    private static let jumpAnyBit: UInt16 = 0x45
    private static let give: UInt16 = 0x06
    // linux/seccomp.h: actions, and offsets into struct seccomp_data
    private static let allow: UInt32 = 0x7fff_0000
    private static let killProcess: UInt32 = 0x8000_0000
    private static func refuse(_ code: Int32) -> UInt32 { 0x0005_0000 | UInt32(code) }
    private static let callOffset: UInt32 = 0
    private static let architectureOffset: UInt32 = 4
    private static let firstArgumentOffset: UInt32 = 16
    /// Every CLONE_NEW… bit but CLONE_NEWTIME, which `clone` cannot take.
    private static let namespaceBits: UInt32 = 0x7e02_0000
    private static let socketFamilies: [UInt32] = [1, 2, 10, 16]  // Unix, IPv4, IPv6, netlink

    /// The filter's bytes, or nil on an architecture whose call numbers are not listed here.
    static var bytes: [UInt8]? {
        guard let calls = SystemCalls.current else { return nil }
        var program = [
            Instruction(code: load, value: architectureOffset),
            Instruction(code: jumpEqual, ifTrue: 1, value: calls.architecture),
            Instruction(code: give, value: killProcess),
            Instruction(code: load, value: callOffset),
        ]
        func refuse(_ call: UInt32, with code: Int32) {
            program.append(Instruction(code: jumpEqual, ifFalse: 1, value: call))
            program.append(Instruction(code: give, value: Self.refuse(code)))
        }
        if let other = calls.foreignInterface {
            program.append(Instruction(code: jumpAtLeast, ifFalse: 1, value: other))
            program.append(Instruction(code: give, value: Self.refuse(ENOSYS)))
        }
        for call in calls.refused { refuse(call, with: EPERM) }
        // Its flags are behind a pointer, which a filter cannot follow; callers then fall back to clone.
        refuse(calls.clone3, with: ENOSYS)
        program += [
            Instruction(code: jumpEqual, ifFalse: 4, value: calls.clone),
            Instruction(code: load, value: firstArgumentOffset),
            Instruction(code: jumpAnyBit, ifFalse: 1, value: namespaceBits),
            Instruction(code: give, value: Self.refuse(EPERM)),
            Instruction(code: give, value: allow),
            Instruction(code: jumpEqual, ifFalse: UInt8(socketFamilies.count + 2), value: calls.socket),
            Instruction(code: load, value: firstArgumentOffset),
        ]
        for (index, family) in socketFamilies.enumerated() {
            program.append(
                Instruction(code: jumpEqual, ifTrue: UInt8(socketFamilies.count - index), value: family))
        }
        program.append(Instruction(code: give, value: Self.refuse(EAFNOSUPPORT)))
        program.append(Instruction(code: give, value: allow))
        return program.flatMap(encode)
    }

    private static func encode(_ instruction: Instruction) -> [UInt8] {
        withUnsafeBytes(of: instruction.code.littleEndian) { Array($0) } + [instruction.ifTrue, instruction.ifFalse]
            + withUnsafeBytes(of: instruction.value.littleEndian) { Array($0) }
    }
}
