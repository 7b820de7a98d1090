/* SPDX-License-Identifier: MIT */
#include "process_limits.h"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define GRACE_S      1u         /* a scenario ends itself at its limit of real time; this is for one that cannot */
#define BESIDE_BYTES (2u << 30) /* the log (log.h) and the record (record.h) with its frames, and the unit */

/* No more than it may have anyway. A host that refuses has limits of its own. */
static void limit(int what, rlim_t n)
{
    struct rlimit now;
    if (getrlimit(what, &now) == 0 && n < now.rlim_max) {
        now.rlim_cur = n;
        (void)setrlimit(what, &now);
    }
}

#ifdef __SANITIZE_ADDRESS__ /* it takes terabytes of addresses for itself */
static void limit_addresses(size_t n_bytes)
{
    (void)n_bytes;
}
#else
/* Beyond what the process has now: the program, libraries, a unit. */
static void limit_addresses(size_t n_bytes)
{
    unsigned long long n_pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f == NULL) {
        return; /* not to be found out */
    }
    if (fscanf(f, "%llu", &n_pages) == 1) {
        limit(RLIMIT_AS, (rlim_t)n_pages * (rlim_t)sysconf(_SC_PAGESIZE) + n_bytes + BESIDE_BYTES);
    }
    (void)fclose(f); /* only read */
}
#endif

void test_limit_process(const struct emu_scn_limits *limits)
{
    limit(RLIMIT_CPU, (rlim_t)(limits->real_us / 1000000u) + GRACE_S);
    limit(RLIMIT_CORE, 0); /* SIGXCPU would leave one */
    sigset_t cpu;          /* what else ends a run in order must end a scenario that does not look for it */
    (void)sigemptyset(&cpu);
    (void)sigaddset(&cpu, SIGXCPU);
    (void)sigprocmask(SIG_UNBLOCK, &cpu, NULL); /* cannot fail with these arguments */
    limit_addresses(limits->n_bytes);
}
