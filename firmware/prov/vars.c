/* SPDX-License-Identifier: MIT */
/*
 * The variables of the running unit, one row each. Source: guide p.4-7 .. 4-9, table 4-4.
 *
 * PN: the table of the guide prints SPA2102, its own User-Agent example and every captured page and server-side
 * pattern have SPA-2102; the manifest of the release decides.
 */
#include "prov_priv.h"

static const char *parameter(const struct fw_prov *p, const char *element)
{
    return fw_param_by_name(p->config.params, element);
}

static void put_number(struct rt_buf *out, uint64_t n)
{
    (void)rt_buf_printf(out, "%llu", (unsigned long long)n);
}

static void put_ip(struct rt_buf *out, uint32_t ip)
{
    char text[16];
    if (ip != 0) {
        (void)rt_buf_put_text(out, rt_ipv4_text(ip, text));
    }
}

static void put_mac(const struct fw_prov *p, struct rt_buf *out, const char *digits, const char *between)
{
    const uint8_t *mac = p->config.ident->mac;
    for (unsigned i = 0; i < 6; i++) {
        (void)rt_buf_put_text(out, i > 0 ? between : "");
        (void)rt_buf_put_u8(out, (uint8_t)digits[mac[i] >> 4]);
        (void)rt_buf_put_u8(out, (uint8_t)digits[mac[i] & 15]);
    }
}

static uint64_t seconds_since(const struct fw_prov *p, uint64_t at_us)
{
    return (board_now_us(p->config.board) - at_us) / BOARD_US_PER_S;
}

static void mac_lower(const struct fw_prov *p, struct rt_buf *out)
{
    put_mac(p, out, "0123456789abcdef", "");
}
static void mac_upper(const struct fw_prov *p, struct rt_buf *out)
{
    put_mac(p, out, "0123456789ABCDEF", "");
}
static void mac_colons(const struct fw_prov *p, struct rt_buf *out)
{
    put_mac(p, out, "0123456789abcdef", ":");
}
static void product(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->config.manifest->product);
}
static void series(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->config.manifest->series);
}
static void serial(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->config.ident->serial);
}
static void certificate(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->config.ident->n_certificate > 0 ? "Installed" : "Not Installed");
}
static void own_ip(const struct fw_prov *p, struct rt_buf *out)
{
    put_ip(out, fw_net_status(p->config.net)->ip);
}
static void external_ip(const struct fw_prov *p, struct rt_buf *out)
{
    put_ip(out, fw_net_status(p->config.net)->external_ip);
}
static void software(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->config.manifest->version);
}
static void hardware(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->config.ident->hw_version);
}
static void resync_cause(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_printf(out, "%d", (int)p->resync.cause);
}
static void upgrade_cause(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->upgrade.is_retry ? "2" : "1");
}
static void upgrade_error(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->upgrade.last_err);
}
static void resync_timer(const struct fw_prov *p, struct rt_buf *out)
{
    put_number(out, seconds_since(p, p->resync.attempt_at_us));
}
static void upgrade_timer(const struct fw_prov *p, struct rt_buf *out)
{
    put_number(out, seconds_since(p, p->upgrade.attempt_at_us));
}
static void registration_1(const struct fw_prov *p, struct rt_buf *out)
{
    put_number(out, p->config.registration_timer_s(p->config.ctx, 1));
}
static void registration_2(const struct fw_prov *p, struct rt_buf *out)
{
    put_number(out, p->config.registration_timer_s(p->config.ctx, 2));
}
/* Legacy: always true from 2.0.6 on. The text is one that every reader of conditions takes for true. */
static void always_true(const struct fw_prov *p, struct rt_buf *out)
{
    (void)p;
    (void)rt_buf_put_text(out, "1 = 1");
}
static void url_scheme(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->transfer.is_valid ? fw_scheme_name(p->transfer.url.scheme) : "");
}
static void url_server(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->transfer.is_valid ? p->transfer.url.server : "");
}
static void url_server_ip(const struct fw_prov *p, struct rt_buf *out)
{
    put_ip(out, p->transfer.is_valid ? p->transfer.server_ip : 0);
}
static void url_port(const struct fw_prov *p, struct rt_buf *out)
{
    if (p->transfer.is_valid) {
        put_number(out, p->transfer.url.port);
    }
}
static void url_path(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->transfer.is_valid ? p->transfer.url.path : "");
}
static void error_text(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->transfer.err != NULL ? p->transfer.err : "");
}
static void user_id_1(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, parameter(p, "User_ID_1_"));
}
static void user_id_2(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, parameter(p, "User_ID_2_"));
}
static void is_customised(const struct fw_prov *p, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, p->config.ident->is_rc ? "1" : "0");
}

static const struct {
    const char *name;
    void (*put)(const struct fw_prov *p, struct rt_buf *out);
} variables[] = {
    {"MA", mac_lower},
    {"MAU", mac_upper},
    {"MAC", mac_colons},
    {"PN", product},
    {"PSN", series},
    {"SN", serial},
    {"CCERT", certificate},
    {"IP", own_ip},
    {"EXTIP", external_ip},
    {"SWVER", software},
    {"HWVER", hardware},
    {"PRVST", resync_cause},
    {"UPGST", upgrade_cause},
    {"UPGERR", upgrade_error},
    {"PRVTMR", resync_timer},
    {"UPGTMR", upgrade_timer},
    {"REGTMR1", registration_1},
    {"REGTMR2", registration_2},
    {"UPGCOND", always_true},
    {"SCHEME", url_scheme},
    {"METH", url_scheme}, /* deprecated name of SCHEME */
    {"SERV", url_server},
    {"SERVIP", url_server_ip},
    {"PORT", url_port},
    {"PATH", url_path},
    {"ERR", error_text},
    {"UID1", user_id_1},
    {"UID2", user_id_2},
    {"ISCUST", is_customised},
};

bool prov_lookup(void *ctx, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    const struct fw_prov *p = ctx;
    char element[] = "GPP_xx";

    if (name.n == 1 && name.p[0] >= 'A' && name.p[0] <= 'P') {
        element[4] = name.p[0];
        element[5] = '\0';
        (void)rt_buf_put_text(value, parameter(p, element));
        return true;
    }
    if (name.n == 2 && name.p[0] == 'S' && name.p[1] >= 'A' && name.p[1] <= 'D') {
        if (!is_in_key) {
            return false; /* the text stays as it is: secrets never leave by another way (guide p.4-7) */
        }
        element[4] = 'S';
        element[5] = name.p[1];
        (void)rt_buf_put_text(value, parameter(p, element));
        return true;
    }
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        if (rt_str_is(name, variables[i].name)) {
            variables[i].put(p, value);
            return true;
        }
    }
    return false;
}
