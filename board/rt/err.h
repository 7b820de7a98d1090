/* SPDX-License-Identifier: MIT */
/*
 * All result codes of this project, in one list.
 *
 * 0 is success and negative values are failures, so a function can return either a count >= 0 or an error. A wrong
 * argument from our own code is not an error but a bug: see rt/assert.h.
 */
#pragma once

#define RT_ERR_LIST(X)                                                                                                 \
    X(OK, 0, "done")                                                                                                   \
    X(ENOMEM, -1, "out of memory")                                                                                     \
    X(EINVAL, -2, "not valid")                                                                                         \
    X(ERANGE, -3, "out of range")                                                                                      \
    X(ENOENT, -4, "not found")                                                                                         \
    X(EEXIST, -5, "exists already")                                                                                    \
    X(EBUSY, -6, "busy")                                                                                               \
    X(EFULL, -7, "full")                                                                                               \
    X(ECORRUPT, -8, "corrupt")                                                                                         \
    X(EPOWER, -9, "no power")                                                                                          \
    X(EIO, -10, "input/output failed")                                                                                 \
    X(ETIMEDOUT, -11, "timed out")                                                                                     \
    X(EACCES, -12, "not allowed")                                                                                      \
    X(ENOTSUP, -13, "not supported")                                                                                   \
    X(ESIGNATURE, -14, "wrong signature")                                                                              \
    X(EPRODUCT, -15, "for another product")                                                                            \
    X(ETOOOLD, -16, "too old")                                                                                         \
    X(ETOOBIG, -17, "too big")                                                                                         \
    X(ESYNTAX, -18, "syntax error")                                                                                    \
    X(EUNREACH, -19, "not reachable")                                                                                  \
    X(ECLOSED, -20, "closed by the other side")                                                                        \
    X(EREFUSED, -21, "refused")

enum rt_err {
#define RT_ERR_ENUM(name, value, text) RT_##name = value,
    RT_ERR_LIST(RT_ERR_ENUM)
#undef RT_ERR_ENUM
};

/* "ENOMEM" for RT_ENOMEM; "?" for an unknown code. Static storage. */
const char *rt_err_name(int err);

/* The description: "out of memory". Static storage. */
const char *rt_err_text(int err);
