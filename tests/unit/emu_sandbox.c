/* SPDX-License-Identifier: MIT */
/* --sandbox: what a unit needs works, everything else is refused, and what only an attack does ends the process. Each
 * case is a process of its own. */
#define _GNU_SOURCE
#include <harness/test.h>
#include <errno.h>
#include <fcntl.h>
#include <host/sandbox.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKS, REFUSED, KILLED, NO_SANDBOX };

/* Each returns 0 or -1 with errno, as the call does. */
static int open_file(void)
{
    char name[] = "/tmp/vspa-sandbox-XXXXXX";
    int fd = mkstemp(name);
    return fd < 0 ? -1 : unlink(name);
}
static int make_child(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    return pid > 0 && waitpid(pid, NULL, 0) == pid ? 0 : -1;
}
static int in_memory(void)
{
    return memfd_create("x", MFD_CLOEXEC) >= 0 ? 0 : -1;
}
static int unix_socket(void)
{
    int pair[2];
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 ? 0
                                                                                                                 : -1;
}
static int tcp_socket(void)
{
    return socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0) >= 0 ? 0 : -1;
}
static int reach_loopback(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) != 0 && errno == ECONNREFUSED ? 0 : -1;
}
static int raw_socket(void)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}
static int packet_socket(void)
{
    return socket(AF_PACKET, SOCK_DGRAM, 0);
}
static int netlink_socket(void)
{
    return socket(AF_NETLINK, SOCK_DGRAM, 0);
}
static int signal_parent(void)
{
    return kill(getppid(), 0);
}
static int change_user(void)
{
    return setuid(0);
}
static int be_dumpable(void)
{
    return prctl(PR_SET_DUMPABLE, 1);
}
static int make_node(void)
{
    return mkfifo("/tmp/vspa-sandbox-fifo", 0600);
}
static int start_program(void)
{
    char *const words[] = {(char *)(uintptr_t) "true", NULL};
    return execv("/bin/true", words);
}
static int trace_itself(void)
{
    return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}
static int leave_namespace(void)
{
    return unshare(CLONE_NEWNS);
}
static int ring(void)
{
    return (int)syscall(SYS_io_uring_setup, 1, NULL);
}
static int program_of_kernel(void)
{
    return (int)syscall(SYS_bpf, 0, NULL, 0);
}

static const struct {
    const char *name;
    int (*fn)(void);
    int local, network; /* what becomes of it in either kind */
} CASES[] = {
    {"a file", open_file, WORKS, WORKS},
    {"a child", make_child, WORKS, WORKS},
    {"a file in memory", in_memory, WORKS, WORKS},
    {"a unix socket", unix_socket, WORKS, WORKS},
    {"a TCP socket", tcp_socket, WORKS, WORKS},
    {"the host's loopback", reach_loopback, REFUSED, WORKS},
    {"a raw socket", raw_socket, REFUSED, REFUSED},
    {"a packet socket", packet_socket, REFUSED, REFUSED},
    {"a netlink socket", netlink_socket, REFUSED, REFUSED},
    {"a signal to the parent", signal_parent, REFUSED, REFUSED},
    {"another user", change_user, REFUSED, REFUSED},
    {"prctl", be_dumpable, REFUSED, REFUSED},
    {"a FIFO", make_node, REFUSED, REFUSED},
    {"a program", start_program, KILLED, KILLED},
    {"ptrace", trace_itself, KILLED, KILLED},
    {"a namespace", leave_namespace, KILLED, KILLED},
    {"io_uring", ring, KILLED, KILLED},
    {"bpf", program_of_kernel, KILLED, KILLED},
};

static int outcome(int (*fn)(void), enum emu_sandbox kind)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        struct emu_error error = {0};
        (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        if (emu_sandbox_enter(kind, "test", &error) != EMU_EXIT_OK) {
            (void)emu_error_print(&error);
            _exit(NO_SANDBOX);
        }
        _exit(fn() == 0 ? WORKS : REFUSED);
    }
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    if (WIFSIGNALED(status)) {
        return WTERMSIG(status) == SIGSYS ? KILLED : -1;
    }
    return WEXITSTATUS(status);
}

static void each_call_is_allowed_refused_or_deadly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        int local = outcome(CASES[i].fn, EMU_SANDBOX_LOCAL), network = outcome(CASES[i].fn, EMU_SANDBOX_NETWORK);
        if (local == NO_SANDBOX) {
            local = CASES[i].local; /* a container without namespaces: the error above says so */
        }
        if (local != CASES[i].local || network != CASES[i].network) {
            fail_msg("%s: %d in the local sandbox and not %d, %d in the other and not %d", CASES[i].name, local,
                     CASES[i].local, network, CASES[i].network);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_call_is_allowed_refused_or_deadly)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
