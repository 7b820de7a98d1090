/* SPDX-License-Identifier: MIT */
/*
 * The sandbox (--sandbox): a filter of system calls (seccomp(2)) for a process that runs what other people wrote. It is
 * entered once and stays for the process and all its children; it cannot be left.
 *
 *   allowed   what a unit needs: files, memory, time, polling, sockets of the kinds below, threads and children
 *   EPERM     everything else, sockets of other kinds included
 *   SIGSYS    what only an attack does: starting a program, tracing or reading another process, mounts, namespaces,
 *             kernel modules, BPF, io_uring, keys
 *
 * It takes from an attacker who controls the process other programs, other processes, the network (of a scenario) and
 * most of the kernel's surface. It does not restrict which files of the user the process opens.
 */
#pragma once
#include <host/error.h>

enum emu_sandbox {
    EMU_SANDBOX_LOCAL,   /* no network (a namespace without one): unix sockets connect the unit with its provider */
    EMU_SANDBOX_NETWORK, /* TCP and UDP over IPv4 and IPv6 */
};

/* EMU_EXIT_ENVIRONMENT: the kernel refuses the filter. what: the command, for the error. */
enum emu_exit emu_sandbox_enter(enum emu_sandbox kind, const char *what, struct emu_error *error);
