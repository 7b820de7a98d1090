/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* unshare */
#include <host/sandbox.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NAME_BYTES 24 /* of a system call */

/* By purpose. A name that this architecture or kernel does not have is left out. Texts, not pointers to them: the table
 * is shared by all processes. */
static const char allowed[][NAME_BYTES] = {
    /* files */
    "read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "close", "open", "openat", "openat2", "stat",
    "lstat", "fstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink",
    "readlinkat", "getdents64", "getcwd", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat",
    "renameat2", "link", "linkat", "chmod", "fchmod", "fchmodat", "umask", "ftruncate", "fallocate", "fsync",
    "fdatasync", "sync_file_range", "flock", "fcntl", "dup", "dup2", "dup3", "memfd_create", "copy_file_range",
    "sendfile", "fadvise64",
    /* memory */
    "brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "msync", "mincore",
    /* time, waiting, signals */
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "poll", "ppoll", "select",
    "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2", "pipe", "pipe2", "signalfd4",
    "timerfd_create", "timerfd_settime", "timerfd_gettime", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "rt_sigpending", "rt_sigtimedwait", "sigaltstack", "restart_syscall",
    /* sockets that exist; socket() itself has a rule of its own */
    "bind", "listen", "accept", "accept4", "connect", "getsockname", "getpeername", "getsockopt", "setsockopt",
    "shutdown", "sendto", "recvfrom", "sendmsg", "recvmsg", "sendmmsg",
    /* threads and children */
    "futex", "set_robust_list", "rseq", "sched_yield", "sched_getaffinity", "wait4", "exit", "exit_group", "getpid",
    "getppid", "gettid", "getuid", "geteuid", "getgid", "getegid", "set_tid_address", "tgkill", "getrusage",
    "getrandom", "uname", "sysinfo", "prlimit64", "getrlimit", "setrlimit", "arch_prctl"};

static const char deadly[][NAME_BYTES] = {"execve",
                                          "execveat",
                                          "ptrace",
                                          "process_vm_readv",
                                          "process_vm_writev",
                                          "pidfd_getfd",
                                          "mount",
                                          "umount2",
                                          "pivot_root",
                                          "chroot",
                                          "setns",
                                          "unshare",
                                          "open_tree",
                                          "move_mount",
                                          "fsopen",
                                          "bpf",
                                          "perf_event_open",
                                          "userfaultfd",
                                          "io_uring_setup",
                                          "io_uring_enter",
                                          "io_uring_register",
                                          "init_module",
                                          "finit_module",
                                          "delete_module",
                                          "kexec_load",
                                          "kexec_file_load",
                                          "add_key",
                                          "request_key",
                                          "keyctl",
                                          "reboot",
                                          "swapon",
                                          "acct",
                                          "open_by_handle_at"};

/* What ioctl(2) and prctl(2) are needed for. */
static const unsigned long ioctls[] = {0x5401 /* TCGETS: is it a terminal? */, 0x541b /* FIONREAD */,
                                       0x5413 /* TIOCGWINSZ */, 0x5421 /* FIONBIO */};
static const unsigned long prctls[] = {1 /* PR_SET_PDEATHSIG */, 15 /* PR_SET_NAME */};

#define NAMESPACES (0x7e020000ul | 0x80ul) /* CLONE_NEW*, linux/sched.h */

/* The macros of seccomp.h leave fields out. */
static struct scmp_arg_cmp equals(unsigned argument, unsigned long value)
{
    return (struct scmp_arg_cmp){argument, SCMP_CMP_EQ, value, 0};
}
static struct scmp_arg_cmp equals_under(unsigned argument, unsigned long mask, unsigned long value)
{
    return (struct scmp_arg_cmp){argument, SCMP_CMP_MASKED_EQ, mask, value};
}

static int add_names(scmp_filter_ctx filter, uint32_t action, const char (*names)[NAME_BYTES], size_t n)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        code = number == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, action, number, 0);
        code = code == -EDOM ? 0 : code; /* not of this architecture */
    }
    return code;
}

static int add_values(scmp_filter_ctx filter, int number, unsigned argument, const unsigned long *values, size_t n)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1, equals(argument, values[i]));
    }
    return code;
}

static int add_sockets(scmp_filter_ctx filter, enum emu_sandbox kind)
{
    /* Local: libslirp draws the port number of a forwarded connection by binding an IPv4 socket, and aborts if there is
     * none; the namespace without network makes it harmless. */
    static const unsigned long families[] = {AF_UNIX, AF_INET, AF_INET6};
    size_t n = kind == EMU_SANDBOX_LOCAL ? 2 : sizeof families / sizeof families[0];
    int code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 1, equals(0, AF_UNIX));
    /* No raw sockets: the type without its flags is stream or datagram. */
    for (size_t i = 0; code == 0 && i < n; i++) {
        for (unsigned long type = SOCK_STREAM; code == 0 && type <= SOCK_DGRAM; type++) {
            code = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, equals(0, families[i]),
                                    equals_under(1, 0xf, type));
        }
    }
    return code;
}

static int add_all(scmp_filter_ctx filter, enum emu_sandbox kind)
{
    int code = add_names(filter, SCMP_ACT_ALLOW, allowed, sizeof allowed / sizeof allowed[0]);
    code = code != 0 ? code : add_names(filter, SCMP_ACT_KILL_PROCESS, deadly, sizeof deadly / sizeof deadly[0]);
    code = code != 0 ? code : add_values(filter, SCMP_SYS(ioctl), 1, ioctls, sizeof ioctls / sizeof ioctls[0]);
    code = code != 0 ? code : add_values(filter, SCMP_SYS(prctl), 0, prctls, sizeof prctls / sizeof prctls[0]);
    code = code != 0 ? code : add_sockets(filter, kind);
    code =
        code != 0 ? code : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, equals_under(0, NAMESPACES, 0));
    /* Its flags are behind a pointer, where no filter looks: the C library takes clone() then. */
    return code != 0 ? code : seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

static int write_proc(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool is_written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    int code = is_written ? 0 : -errno;
    if (fd >= 0) {
        (void)close(fd); /* written above, or not */
    }
    return code;
}

/* A network namespace has no interface but a loopback that is down. Only a user namespace gives one to everybody; in it
 * this user keeps their number, and so their files. */
static int leave_network(void)
{
    char users[48], groups[48];
    (void)snprintf(users, sizeof users, "%u %u 1", (unsigned)geteuid(), (unsigned)geteuid());
    (void)snprintf(groups, sizeof groups, "%u %u 1", (unsigned)getegid(), (unsigned)getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
        return -errno;
    }
    int code = write_proc("/proc/self/setgroups", "deny"); /* before gid_map: user_namespaces(7) */
    code = code != 0 ? code : write_proc("/proc/self/uid_map", users);
    return code != 0 ? code : write_proc("/proc/self/gid_map", groups);
}

enum emu_exit emu_sandbox_enter(enum emu_sandbox kind, const char *what, struct emu_error *error)
{
    int without = kind == EMU_SANDBOX_LOCAL ? leave_network() : 0;
    if (without != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: --sandbox: %s: needs user and network namespaces", what,
                             strerror(-without));
    }
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    int code = filter == NULL ? -ENOMEM : add_all(filter, kind);
    code = code != 0 ? code : seccomp_load(filter); /* with no_new_privs */
    seccomp_release(filter);
    return code == 0 ? EMU_EXIT_OK
                     : emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                     "%s: --sandbox: %s: needs a kernel with seccomp filters", what, strerror(-code));
}
