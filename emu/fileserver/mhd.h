/* SPDX-License-Identifier: MIT */
/*
 * libmicrohttpd, loaded when the first connection comes: it brings GnuTLS with it, which costs 6 ms and half a
 * megabyte of private memory (measured on Debian 12), and most runs never speak HTTP with the lab.
 */
#pragma once
#include <host/error.h>
#include <microhttpd.h>

/* result, name, arguments */
#define LAB_MHD_LIST(X)                                                                                                \
    X(struct MHD_Daemon *, start_daemon,                                                                               \
      (unsigned int, uint16_t, MHD_AcceptPolicyCallback, void *, MHD_AccessHandlerCallback, void *, ...))              \
    X(void, stop_daemon, (struct MHD_Daemon *))                                                                        \
    X(enum MHD_Result, add_connection, (struct MHD_Daemon *, MHD_socket, const struct sockaddr *, socklen_t))          \
    X(enum MHD_Result, get_fdset2, (struct MHD_Daemon *, fd_set *, fd_set *, fd_set *, MHD_socket *, unsigned int))    \
    X(enum MHD_Result, run_from_select, (struct MHD_Daemon *, const fd_set *, const fd_set *, const fd_set *))         \
    X(enum MHD_Result, get_timeout, (struct MHD_Daemon *, unsigned long long *))                                       \
    X(struct MHD_Response *, create_response_from_buffer, (size_t, void *, enum MHD_ResponseMemoryMode))               \
    X(enum MHD_Result, add_response_header, (struct MHD_Response *, const char *, const char *))                       \
    X(enum MHD_Result, queue_response, (struct MHD_Connection *, unsigned int, struct MHD_Response *))                 \
    X(void, destroy_response, (struct MHD_Response *))                                                                 \
    X(void, suspend_connection, (struct MHD_Connection *))                                                             \
    X(void, resume_connection, (struct MHD_Connection *))                                                              \
    X(const char *, lookup_connection_value, (struct MHD_Connection *, enum MHD_ValueKind, const char *))              \
    X(const union MHD_ConnectionInfo *, get_connection_info,                                                           \
      (struct MHD_Connection *, enum MHD_ConnectionInfoType, ...))

struct lab_mhd {
#define LAB_MHD_MEMBER(result, name, arguments) result(*name) arguments;
    LAB_MHD_LIST(LAB_MHD_MEMBER)
#undef LAB_MHD_MEMBER
};

/* The library stays loaded until the process ends. */
enum emu_exit lab_mhd_load(struct lab_mhd *out, struct emu_error *error);
