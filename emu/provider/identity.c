/* SPDX-License-Identifier: MIT */
/*
 * Who the provider is in TLS: its certificate, made when the first connection comes, and what is wrong with it and with
 * the versions and suites, as a scenario wants it.
 */
#include <provider/host.h>
#include <provider/tls.h>
#include <pki/pki_dir.h>
#include <mbedtls/ssl_ciphersuites.h>

#define STRANGER "stranger.test" /* on the certificate of EMU_LAB_WRONG_NAME */

struct lab_identity {
    struct emu_lab *lab;
    bool is_ready; /* certificate and key are there */
    bool is_good;  /* the certificate: nothing is wrong with it */
    struct emu_der certificate, key, client_root;
    uint64_t n_sessions;
    uint32_t n_faulty; /* connections since the configuration changed */
};

/* Servers of 2005: what a unit of release 2.0.6 and OpenSSL 0.9.7 have in common. */
static const int old_suites[] = {MBEDTLS_TLS_RSA_WITH_AES_256_CBC_SHA,  MBEDTLS_TLS_RSA_WITH_AES_128_CBC_SHA,
                                 MBEDTLS_TLS_RSA_WITH_3DES_EDE_CBC_SHA, MBEDTLS_TLS_RSA_WITH_RC4_128_SHA,
                                 MBEDTLS_TLS_RSA_WITH_RC4_128_MD5,      0};
/* Servers of today: RFC 9325 section 4.2. */
static const int new_suites[] = {MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                                 MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, 0};

/* Does the configured fault apply to this connection? If not, it gets a good server. */
static bool is_faulty_now(const struct lab_identity *s)
{
    uint32_t n_max = s->lab->https_config.n_faulty;
    return n_max == 0 || s->n_faulty < n_max;
}

/* The first name that leads to the provider, or the provider's own. */
static const char *common_name(const struct emu_lab *lab)
{
    if (lab->https_config.cn != NULL) {
        return lab->https_config.cn;
    }
    for (size_t i = 0; i < lab->hosts.n; i++) {
        for (size_t k = 0; k < lab->hosts.host[i].n; k++) {
            if (lab->hosts.host[i].address[k] == EMU_NET_PROVIDER) {
                return lab->hosts.host[i].name;
            }
        }
    }
    return EMU_LAB_PROVIDER_NAME;
}

static enum rt_err issue(struct lab_identity *s, const struct emu_pki_key *key, const struct emu_authority *server_root,
                         const struct emu_authority *client_root)
{
    const struct emu_lab_https *c = &s->lab->https_config;
    int64_t today_s = (int64_t)s->lab->unix_s;
    enum emu_lab_fault fault = s->is_good ? EMU_LAB_GOOD : c->fault;
    struct emu_pki_template t = {.subject = {.cn = fault == EMU_LAB_WRONG_NAME ? STRANGER : common_name(s->lab)}};
    struct emu_pki_issuer issuer = emu_authority_issuer(fault == EMU_LAB_WRONG_CA ? client_root : server_root);
    if (fault == EMU_LAB_EXPIRED) {
        t.begin_s = today_s - 400 * 86400;
        t.end_s = today_s - 86400;
    } else if (fault == EMU_LAB_FUTURE) {
        t.begin_s = today_s + 400 * 86400;
        t.end_s = today_s + 800 * 86400;
    }
    return emu_pki_issue(&s->certificate, &t, key, fault == EMU_LAB_SELF_SIGNED ? NULL : &issuer);
}

static bool is_wrong_name(const struct lab_identity *s)
{
    return s->lab->https_config.fault == EMU_LAB_WRONG_NAME;
}

static bool make_ready(struct lab_identity *s)
{
    struct emu_error error = {0};
    struct emu_authority *server_root = NULL;
    struct emu_authority *client_root = NULL;
    struct emu_pki_key *key = NULL;
    const char *pki = s->lab->https_config.pki;
    bool is_good = !is_faulty_now(s) || s->lab->https_config.fault == EMU_LAB_GOOD;
    if (s->is_ready && is_good == s->is_good) {
        return true;
    }
    s->is_good = is_good;
    s->is_ready = false;
    if (emu_authority_open(&server_root, pki, EMU_ROOT_SERVER, true, &error) == EMU_EXIT_OK &&
        emu_authority_open(&client_root, pki, EMU_ROOT_CLIENT, true, &error) == EMU_EXIT_OK &&
        emu_pki_server_key(&key, pki, &error) == EMU_EXIT_OK) {
        enum rt_err err = issue(s, key, server_root, client_root);
        err = err == RT_OK ? emu_pki_key_der(key, &s->key) : err;
        s->client_root = client_root->certificate;
        s->is_ready = err == RT_OK;
        if (err != RT_OK) {
            emu_error_set(&error, EMU_EXIT_ENVIRONMENT, "no certificate for %s: %s", common_name(s->lab),
                          rt_err_text(err));
        }
    }
    if (!s->is_ready) {
        lab_say(s->lab, "https: %s", error.text);
    } else {
        lab_say(s->lab, "https: this is %s", is_good || !is_wrong_name(s) ? common_name(s->lab) : STRANGER);
    }
    emu_authority_close(server_root);
    emu_authority_close(client_root);
    emu_pki_key_destroy(key);
    return s->is_ready;
}

static struct lab_identity *identity_of(struct emu_lab *lab)
{
    if (lab->identity == NULL && (lab->identity = rt_mem_alloc(sizeof *lab->identity)) != NULL) {
        lab->identity->lab = lab;
    }
    return lab->identity;
}

bool lab_identity_next_session(struct emu_lab *lab, struct lab_tls_config *config, enum emu_lab_tls *kind)
{
    struct lab_identity *s = identity_of(lab);
    if (s == NULL) {
        return false;
    }
    bool is_faulty = is_faulty_now(s);
    enum emu_lab_tls tls = is_faulty ? s->lab->https_config.tls : EMU_LAB_TLS_ANY;
    *kind = tls;
    *config = (struct lab_tls_config){
        .chain = {&s->certificate},
        .n_chain = 1,
        .key = &s->key,
        .ask = is_faulty ? (enum lab_tls_ask)s->lab->https_config.client : LAB_TLS_ASK_NOTHING,
        .client_root = &s->client_root,
        .version_min = tls == EMU_LAB_TLS_NEW ? 3 : 0,
        .version_max = tls == EMU_LAB_TLS_OLD ? 1 : 0,
        .suites = tls == EMU_LAB_TLS_OLD   ? old_suites
                  : tls == EMU_LAB_TLS_NEW ? new_suites
                                           : NULL,
        .seed = ++s->n_sessions,
    };
    bool is_ready = make_ready(s); /* by the certificate of this connection, before it counts */
    s->n_faulty += is_faulty && s->n_faulty < UINT32_MAX ? 1 : 0;
    return is_ready;
}

void emu_lab_set_https(struct emu_lab *lab, const struct emu_lab_https *https)
{
    lab->https_config = *https;
    if (lab->identity != NULL) {
        lab->identity->n_faulty = 0;
        lab->identity->is_ready = false;
    }
}

void lab_identity_destroy(struct emu_lab *lab)
{
    lab->identity = rt_mem_free(lab->identity);
}
