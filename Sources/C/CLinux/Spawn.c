#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STEP_CREATE = 0, STEP_DESCRIPTORS = 1, STEP_DIRECTORY = 2, STEP_PROGRAM = 3 };

// Runs in the child, which borrows the parent's memory until it execs: only system calls, no allocation, no locks.
static void fail(volatile int *error, volatile int *step, int which) {
    *error = errno;
    *step = which;
    _exit(127);
}

static void arrange_descriptors(const struct clinux_spawn_request *request, int *copies, volatile int *error,
                                volatile int *step) {
    int count = request->descriptor_count;
    for (int i = 0; i < count; i++) {
        copies[i] = fcntl(request->descriptors[i], F_DUPFD_CLOEXEC, count);
        if (copies[i] < 0) fail(error, step, STEP_DESCRIPTORS);
    }
    for (int i = 0; i < count; i++)
        if (dup2(copies[i], i) < 0) fail(error, step, STEP_DESCRIPTORS);
    if (syscall(SYS_close_range, (unsigned)count, ~0u, 0) != 0) fail(error, step, STEP_DESCRIPTORS);
}

static void become(const struct clinux_spawn_request *request, pid_t parent, int *copies, volatile int *error,
                   volatile int *step) {
    struct sigaction initial = {.sa_handler = SIG_DFL};
    for (int number = 1; number < _NSIG; number++) sigaction(number, &initial, 0);
    setpgid(0, 0);
    if (request->death_signal != 0) {
        prctl(PR_SET_PDEATHSIG, request->death_signal);
        if (getppid() != parent) _exit(127);  // the parent ended before the line above took effect
    }
    arrange_descriptors(request, copies, error, step);
    if (request->directory && chdir(request->directory) != 0) fail(error, step, STEP_DIRECTORY);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    execve(request->executable, request->arguments, request->environment);
    fail(error, step, STEP_PROGRAM);
}

int clinux_spawn(const struct clinux_spawn_request *request, int *process, int *process_descriptor,
                 int *failed_step) {
    volatile int error = 0;
    volatile int step = STEP_CREATE;
    int copies[64];
    *failed_step = STEP_CREATE;
    if (request->descriptor_count > 64) return E2BIG;
    pid_t parent = getpid();
    // A handler of the parent must not run in the child while it borrows the parent's memory.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = vfork();
    if (child == 0) become(request, parent, copies, &error, &step);
    int creation = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, 0);
    if (child < 0) return creation;
    if (error != 0) {
        while (waitpid(child, 0, 0) < 0 && errno == EINTR) {}
        *failed_step = step;
        return error;
    }
    // The child cannot have been reaped yet, so the number is still its own.
    int descriptor = (int)syscall(SYS_pidfd_open, child, 0);
    if (descriptor < 0) {
        creation = errno;
        kill(-child, SIGKILL);
        kill(child, SIGKILL);
        while (waitpid(child, 0, 0) < 0 && errno == EINTR) {}
        return creation;
    }
    *process = child;
    *process_descriptor = descriptor;
    return 0;
}

int clinux_open_process(int process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int clinux_signal_process(int descriptor, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, 0, 0);
}

int clinux_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}

int clinux_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
