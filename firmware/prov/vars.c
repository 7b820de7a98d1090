/* SPDX-License-Identifier: MIT */
/*
 * The variables, one row each. Source: guide p.4-7 .. 4-9, table 4-4.
 *
 * PN: the table of the guide prints SPA2102, its own User-Agent example and every captured page and server-side
 * pattern have SPA-2102; the manifest of the release decides.
 */
#include <fw/quirk.h>
#include <fw/vars.h>
#include <board/ident.h>

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

static void put_mac(const struct fw_vars *v, struct rt_buf *out, const char *digits, const char *between)
{
    const uint8_t *mac = v->ident->mac;
    for (unsigned i = 0; i < 6; i++) {
        (void)rt_buf_put_text(out, i > 0 ? between : "");
        (void)rt_buf_put_u8(out, (uint8_t)digits[mac[i] >> 4]);
        (void)rt_buf_put_u8(out, (uint8_t)digits[mac[i] & 15]);
    }
}

static void mac_lower(const struct fw_vars *v, struct rt_buf *out)
{
    put_mac(v, out, "0123456789abcdef", "");
}
static void mac_upper(const struct fw_vars *v, struct rt_buf *out)
{
    put_mac(v, out, "0123456789ABCDEF", "");
}
static void mac_colons(const struct fw_vars *v, struct rt_buf *out)
{
    put_mac(v, out, "0123456789abcdef", ":");
}
static void product(const struct fw_vars *v, struct rt_buf *out)
{
    bool is_plain = fw_quirk_is_set(v->quirks, FW_QUIRK_PN_PLAIN);
    (void)rt_buf_put_text(out, is_plain ? v->manifest->sip_product : v->manifest->product);
}
static void series(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->manifest->series);
}
static void serial(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->ident->serial);
}
static void certificate(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->ident->n_certificate > 0 ? "Installed" : "Not Installed");
}
static void own_ip(const struct fw_vars *v, struct rt_buf *out)
{
    put_ip(out, v->ip);
}
static void external_ip(const struct fw_vars *v, struct rt_buf *out)
{
    put_ip(out, v->external_ip);
}
static void software(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->manifest->version);
}
static void hardware(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->ident->hw_version);
}
static void resync_cause(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_printf(out, "%d", v->resync_cause);
}
static void upgrade_cause(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->is_upgrade_retry ? "2" : "1");
}
static void upgrade_error(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->upgrade_error);
}
static void resync_timer(const struct fw_vars *v, struct rt_buf *out)
{
    put_number(out, v->since_resync_s);
}
static void upgrade_timer(const struct fw_vars *v, struct rt_buf *out)
{
    put_number(out, v->since_upgrade_s);
}
static void registration_1(const struct fw_vars *v, struct rt_buf *out)
{
    put_number(out, v->registration_1_s);
}
static void registration_2(const struct fw_vars *v, struct rt_buf *out)
{
    put_number(out, v->registration_2_s);
}
/* Legacy: always true from 2.0.6 on (guide p.4-8). */
static void always_true(const struct fw_vars *v, struct rt_buf *out)
{
    (void)v;
    (void)rt_buf_put_text(out, "true");
}
static void url_scheme(const struct fw_vars *v, struct rt_buf *out)
{
    const char *name = v->url != NULL ? fw_scheme_name(v->url->scheme) : "";
    bool is_capital = fw_quirk_is_set(v->quirks, FW_QUIRK_SCHEME_CAPITALS);
    for (const char *c = name; *c != '\0'; c++) {
        (void)rt_buf_put_u8(out, (uint8_t)(is_capital ? *c - 'a' + 'A' : *c)); /* letters only */
    }
}
static void url_server(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->url != NULL ? v->url->server : "");
}
static void url_server_ip(const struct fw_vars *v, struct rt_buf *out)
{
    put_ip(out, v->url != NULL ? v->server_ip : 0);
}
static void url_port(const struct fw_vars *v, struct rt_buf *out)
{
    if (v->url != NULL) {
        put_number(out, v->url->port);
    }
}
static void url_path(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->url != NULL ? v->url->path : "");
}
static void error_text(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->error != NULL ? v->error : "");
}
static void user_id_1(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, fw_element_text(v->params, FW_EL_USER_ID_1));
}
static void user_id_2(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, fw_element_text(v->params, FW_EL_USER_ID_2));
}
static void is_customised(const struct fw_vars *v, struct rt_buf *out)
{
    (void)rt_buf_put_text(out, v->ident->is_rc ? "1" : "0");
}

static const struct fw_var variables[] = {
    {"MA", FW_VAR_IDENTITY, "MAC address, lower case", mac_lower, FW_EL_NONE},
    {"MAU", FW_VAR_IDENTITY, "MAC address, upper case", mac_upper, FW_EL_NONE},
    {"MAC", FW_VAR_IDENTITY, "MAC address with colons", mac_colons, FW_EL_NONE},
    {"PN", FW_VAR_RELEASE, "product name", product, FW_EL_NONE},
    {"PSN", FW_VAR_RELEASE, "product series", series, FW_EL_NONE},
    {"SN", FW_VAR_IDENTITY, "serial number", serial, FW_EL_NONE},
    {"CCERT", FW_VAR_IDENTITY, "client certificate", certificate, FW_EL_NONE},
    {"IP", FW_VAR_LIVE, "own address", own_ip, FW_EL_NONE},
    {"EXTIP", FW_VAR_LIVE, "external address", external_ip, FW_EL_NONE},
    {"SWVER", FW_VAR_RELEASE, "firmware version", software, FW_EL_NONE},
    {"HWVER", FW_VAR_IDENTITY, "hardware version", hardware, FW_EL_NONE},
    {"PRVST", FW_VAR_LIVE, "cause of the resync", resync_cause, FW_EL_NONE},
    {"UPGST", FW_VAR_LIVE, "upgrade attempt", upgrade_cause, FW_EL_NONE},
    {"UPGERR", FW_VAR_LIVE, "error of the last upgrade", upgrade_error, FW_EL_NONE},
    {"PRVTMR", FW_VAR_LIVE, "seconds since the last resync", resync_timer, FW_EL_NONE},
    {"UPGTMR", FW_VAR_LIVE, "seconds since the last upgrade", upgrade_timer, FW_EL_NONE},
    {"REGTMR1", FW_VAR_LIVE, "seconds since line 1 lost its registration", registration_1, FW_EL_NONE},
    {"REGTMR2", FW_VAR_LIVE, "seconds since line 2 lost its registration", registration_2, FW_EL_NONE},
    {"UPGCOND", FW_VAR_CONSTANT, "always true", always_true, FW_EL_NONE},
    {"SCHEME", FW_VAR_TRANSFER, "scheme of the URL", url_scheme, FW_EL_NONE},
    {"METH", FW_VAR_TRANSFER, "scheme of the URL", url_scheme, FW_EL_NONE}, /* deprecated name of SCHEME */
    {"SERV", FW_VAR_TRANSFER, "server of the URL", url_server, FW_EL_NONE},
    {"SERVIP", FW_VAR_TRANSFER, "address of the server", url_server_ip, FW_EL_NONE},
    {"PORT", FW_VAR_TRANSFER, "port of the URL", url_port, FW_EL_NONE},
    {"PATH", FW_VAR_TRANSFER, "path of the URL", url_path, FW_EL_NONE},
    {"ERR", FW_VAR_TRANSFER, "result", error_text, FW_EL_NONE},
    {"UID1", FW_VAR_PARAMETER, "user id of line 1", user_id_1, FW_EL_USER_ID_1},
    {"UID2", FW_VAR_PARAMETER, "user id of line 2", user_id_2, FW_EL_USER_ID_2},
    {"ISCUST", FW_VAR_IDENTITY, "customised unit", is_customised, FW_EL_NONE},
};

const struct fw_var *fw_var_find(struct rt_str name)
{
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        if (rt_str_is(name, variables[i].name)) {
            return &variables[i];
        }
    }
    return NULL;
}

enum fw_element fw_var_gpp(struct rt_str name)
{
    if (name.n == 1 && name.p[0] >= 'A' && name.p[0] <= 'P') {
        return fw_element_gpp(name.p[0]);
    }
    bool is_secret = name.n == 2 && name.p[0] == 'S' && name.p[1] >= 'A' && name.p[1] <= 'D';
    return is_secret ? (enum fw_element)(FW_EL_GPP_SA + (name.p[1] - 'A')) : FW_EL_NONE;
}

bool fw_vars_lookup(const struct fw_vars *v, struct rt_str name, bool is_in_key, struct rt_buf *value)
{
    enum fw_element gpp = fw_var_gpp(name);
    if (gpp != FW_EL_NONE) {
        if (name.n == 2 && !is_in_key) {
            return false; /* the text stays as it is: secrets never leave any other way (guide p.4-7) */
        }
        (void)rt_buf_put_text(value, fw_element_text(v->params, gpp));
        return true;
    }
    const struct fw_var *var = fw_var_find(name);
    if (var == NULL) {
        return false;
    }
    var->put(v, value);
    return true;
}

enum rt_err fw_vars_user_agent(const struct fw_manifest *manifest, const struct board_ident *ident, struct rt_buf *out)
{
    return rt_buf_printf(out, "%s/%s-%s (%s)", manifest->manufacturer, manifest->product, manifest->version,
                         ident->serial);
}
