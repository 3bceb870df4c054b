# shellcheck shell=bash
# Sourced by scripts/run and scripts/test: makes a fresh Debian or Ubuntu machine able to build Waggle.

# A C++ compiler and what the Swift toolchain itself loads, the C libraries of Package.swift, and what runs at run time.
build_packages="git ca-certificates g++ pkg-config libncurses6 libxml2 zlib1g-dev libcurl4-openssl-dev libpcre2-dev
    libsqlite3-dev libpq-dev libsodium-dev libutf8proc-dev libtomlplusplus-dev"
run_packages="bubblewrap poppler-utils unzip"

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$(basename "$0"): $*"
    exit 1
}

# Ends with a sentence where this is no system whose packages we know.
check_system() {
    local known=no
    if command -v apt-get >/dev/null && [ -r /etc/os-release ]; then
        # shellcheck disable=SC1091  # the system's own
        known=$(. /etc/os-release && case "${ID:-} ${ID_LIKE:-}" in
            debian\ *) [ "${VERSION_ID:-99}" -ge 12 ] && echo yes ;;
            ubuntu\ *) [ "${VERSION_ID%%.*}" -ge 24 ] && echo yes ;;
            *debian* | *ubuntu*) echo yes ;;
        esac) || true
    fi
    [ "$known" = yes ] ||
        fail "this script sets up Debian 12 or newer and Ubuntu 24.04 or newer. Elsewhere install a Swift 6.3 toolchain and" \
            "the libraries that scripts/setup.sh names, and use swift build and swift test."
}

# Swift and git are the two things that must be there already.
check_tools() {
    command -v git >/dev/null || fail "git is missing: apt-get install git."
    command -v swift >/dev/null ||
        fail "the Swift toolchain is missing: install Swift 6.3 or newer as https://www.swift.org/install/linux/ says," \
            "and see that swift is on the PATH."
}

# Before the packages are there a good toolchain may not run yet for want of a library; an old one is found out at once.
check_swift_version() {
    local version
    # Where the toolchain cannot even start the pipe fails; that is an answer, not the end of the script.
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1) || true
    if [ -z "$version" ]; then
        [ "${1:-}" = early ] && return 0
        fail "swift does not run: $(swift --version 2>&1 | head -n 1)"
    fi
    # shellcheck disable=SC2086  # two words on purpose
    set -- $version
    [ "$1" -gt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -ge 3 ]; } ||
        fail "Swift $1.$2 is too old: install Swift 6.3 or newer as https://www.swift.org/install/linux/ says."
}

# missing_packages NAME... prints those that are not installed.
missing_packages() {
    local name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || printf '%s ' "$name"
    done
}

# install_packages NAME... installs what is missing of them, saying so in one line; the rest only on failure.
install_packages() {
    local log missing root=""
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "packages are missing and there is no sudo; as root run: apt-get install ${missing% }"
        root=sudo
    fi
    say "Installing ${missing% }…"
    log=$(mktemp)
    # shellcheck disable=SC2086  # one word a package, and perhaps no sudo
    if ! { $root apt-get update -q &&
        $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } \
        >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "these packages could not be installed: ${missing% }"
    fi
    rm -f "$log"
}

# Everything that building and running take.
set_up() {
    check_system
    check_tools
    check_swift_version early
    # Debian 13 took the linker that Swift calls out of binutils.
    local linker=""
    command -v ld.gold >/dev/null || linker=$(apt-cache -q0 pkgnames binutils-gold 2>/dev/null | head -n 1)
    # shellcheck disable=SC2086  # one word a package
    install_packages $build_packages $run_packages $linker "$@"
    check_swift_version
}

# build_release PRODUCT builds it with Swift's runtime inside (docs/decisions/static-runtime.md) and prints its folder.
build_release() {
    say "Building $1 (the first time takes some minutes)…"
    swift build -c release --static-swift-stdlib --product "$1" >&2 ||
        fail "the build failed; the messages above say where."
    swift build -c release --show-bin-path
}
