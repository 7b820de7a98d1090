/* SPDX-License-Identifier: MIT */
/*
 * Verifies the provisioning server. mbedTLS builds the chain and checks the signatures; this file decides, because
 * the unit has rules of its own, and reports to technicians what is wrong.
 */
#include "check.h"
#include <fw/saving.h>
#include <mbedtls/oid.h>
#include <rt/assert.h>
#include <rt/str.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Keeps the first objection: it concerns the certificate nearest to the root. */
static void object(struct fw_tls_check *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void object(struct fw_tls_check *c, const char *format, ...)
{
    va_list ap;
    if (c->reason[0] != '\0') {
        return;
    }
    va_start(ap, format);
    (void)vsnprintf(c->reason, sizeof c->reason, format, ap); /* may be cut */
    va_end(ap);
}

/* The last CN of a name, printable; "" when there is none or it holds a 0 (then it is an attack). */
static void common_name(const mbedtls_x509_name *name, char out[FW_TLS_NAME_MAX + 1])
{
    out[0] = '\0';
    for (; name != NULL; name = name->next) {
        if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &name->oid) != 0) {
            continue;
        }
        out[0] = '\0';
        if (name->val.len > FW_TLS_NAME_MAX) {
            continue;
        }
        size_t n = 0;
        while (n < name->val.len && name->val.p[n] >= 0x20 && name->val.p[n] < 0x7f) {
            out[n] = (char)name->val.p[n];
            n++;
        }
        out[n == name->val.len ? n : 0] = '\0';
    }
}

static int64_t unix_s_of(const mbedtls_x509_time *t)
{
    int64_t days = fw_days_of_date(t->year, (unsigned)t->mon, (unsigned)t->day);
    return days * 86400 + t->hour * 3600 + t->min * 60 + t->sec;
}

/* mbedTLS checks the dates against the host's clock: replaces that verdict with the unit's own. */
static void judge_dates(struct fw_tls_check *c, const mbedtls_x509_crt *crt, const char *name, uint32_t *flags)
{
    *flags &= ~(uint32_t)(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE);
    if (c->now_s == 0) {
        return;
    }
    if (unix_s_of(&crt->valid_to) < (int64_t)c->now_s) {
        *flags |= MBEDTLS_X509_BADCERT_EXPIRED;
        object(c, "certificate of %.60s: expired on %04d-%02d-%02d by the unit's clock", name, crt->valid_to.year,
               crt->valid_to.mon, crt->valid_to.day);
    } else if (unix_s_of(&crt->valid_from) > (int64_t)c->now_s) {
        *flags |= MBEDTLS_X509_BADCERT_FUTURE;
        object(c, "certificate of %.60s: valid from %04d-%02d-%02d, which the unit's clock has not reached", name,
               crt->valid_from.year, crt->valid_from.mon, crt->valid_from.day);
    }
}

static bool is_self_signed(const mbedtls_x509_crt *crt)
{
    return crt->issuer_raw.len == crt->subject_raw.len &&
           memcmp(crt->issuer_raw.p, crt->subject_raw.p, crt->subject_raw.len) == 0;
}

/* Check 1. The chain is reported from the root down, so the depth of the first call is its length. */
static void judge_chain(struct fw_tls_check *c, const mbedtls_x509_crt *crt, int depth, const char *name,
                        uint32_t *flags)
{
    char issuer[FW_TLS_NAME_MAX + 1];
    common_name(&crt->issuer, issuer);
    if (c->depth < 0) {
        c->depth = depth;
    }
    if ((*flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) != 0) {
        if (is_self_signed(crt)) {
            object(c, "certificate of %.60s: self-signed, not signed by a root of this firmware", name);
        } else {
            object(c, "certificate of %.60s: signed by %.60s, which is no root of this firmware", name, issuer);
        }
    } else if (depth == 0 && c->depth == 0) {
        *flags |= MBEDTLS_X509_BADCERT_OTHER;
        object(c, "certificate of %.60s: a root itself, and no server's certificate", name);
    } else if (depth == 1 && c->depth > 1) {
        *flags |= MBEDTLS_X509_BADCERT_OTHER;
        object(c, "certificate chain: signed through %.60s, not directly by a root of this firmware", name);
    }
}

bool fw_tls_name_fits(const char *cn, const char *server_name, char name[FW_TLS_NAME_MAX + 1])
{
    struct rt_str rest;
    uint32_t number;
    struct rt_str front = rt_str_cut(rt_str(cn), '/', &rest);
    name[0] = '\0';
    (void)rt_str_copy(name, FW_TLS_NAME_MAX + 1, front); /* fits: it is a part of such a text */
    return front.n > 0 && (rt_str_is_ci(front, server_name) || rt_str_ipv4(rt_str(server_name), &number) == RT_OK);
}

int fw_tls_verify(void *check, mbedtls_x509_crt *crt, int depth, uint32_t *flags)
{
    struct fw_tls_check *c = check;
    char cn[FW_TLS_NAME_MAX + 1];
    common_name(&crt->subject, cn);
    const char *shown = cn[0] != '\0' ? cn : "(no name)";
    *flags &= ~(uint32_t)MBEDTLS_X509_BADCERT_CN_MISMATCH; /* the unit has a rule of its own, below */
    uint32_t before = *flags;
    judge_chain(c, crt, depth, shown, flags);
    judge_dates(c, crt, shown, flags);
    const uint32_t of_dates = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;
    c->is_bad[FW_TLS_DATES] = c->is_bad[FW_TLS_DATES] || (*flags & of_dates) != 0;
    c->is_bad[FW_TLS_SIGNATURE] = c->is_bad[FW_TLS_SIGNATURE] || (*flags & ~of_dates) != 0;
    if (depth == 0) {
        common_name(&crt->issuer, c->issuer);
        c->from = crt->valid_from;
        c->to = crt->valid_to;
    }
    if (depth == 0 && !fw_tls_name_fits(cn, c->server_name, c->name)) {
        c->is_bad[FW_TLS_NAME] = true;
        *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
        object(c, "certificate of %.60s: not for %.60s", shown, c->server_name);
    }
    if (*flags != 0 && c->reason[0] == '\0') {
        char text[FW_TLS_DETAIL_MAX];
        (void)mbedtls_x509_crt_verify_info(text, sizeof text, "", before); /* -1: cut */
        text[strcspn(text, "\n")] = '\0';
        object(c, "certificate of %.40s: %.100s", shown, text);
    }
    return 0;
}

bool fw_tls_is_address_of(struct fw_tls_check *check, const uint32_t *addrs, size_t n, uint32_t server_ip)
{
    char first[16];
    char server[16];
    for (size_t i = 0; i < n; i++) {
        if (addrs[i] == server_ip) {
            return true;
        }
    }
    RT_ASSERT(n >= 1);
    object(check, "certificate of %.60s: that name is at %s, the server at %s", check->name,
           rt_ipv4_text(addrs[0], first), rt_ipv4_text(server_ip, server));
    return false;
}
