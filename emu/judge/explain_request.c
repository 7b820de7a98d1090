/* SPDX-License-Identifier: MIT */
/* What a rule that was taken leads to: the URL with its defaults, the request on the wire, and what follows a failure.
 */
#include "explain_priv.h"
#include <fw/fetch.h>
#include <fw/quirk.h>
#include <fw/schedule.h>
#include <fw/upgrade.h>
#include <string.h>
#include <offline/words.h>

#define TEXT_MAX (4u * FW_MACRO_TEXT_MAX)

bool explain_schedule(const struct explain *e, const char *element, struct rt_buf *out)
{
    struct rt_str text = rt_str(fw_param_by_name(e->subject->params, element));
    bool is_timed = words_schedule(text, out);
    if (!is_timed) {
        rt_buf_clear(out);
        (void)rt_buf_printf(out, text.n == 0 ? "%s is empty" : "%s is %.*s", element, (int)text.n, text.p);
        struct fw_schedule s;
        (void)rt_buf_put_text(out, fw_schedule_parse(text, &s) != RT_OK ? ", which is not a schedule" : "");
    }
    return is_timed;
}

/* ---- the URL ---- */

static void add_part(json_t *parts, const char *name, const char *value, const char *from)
{
    json_t *row = json_object();
    report_set(row, "name", rt_str(name));
    report_set(row, "value", rt_str(value));
    report_set(row, "from", rt_str(from));
    (void)json_array_append_new(parts, row);
}

/* Did the text name a port? Its default looks the same in struct fw_url. */
static bool names_port(struct rt_str text)
{
    size_t i = 0;
    while (i + 2 < text.n && memcmp(text.p + i, "://", 3) != 0) {
        i++;
    }
    struct rt_str rest = i + 2 < text.n ? rt_str_from(text, i + 3) : text;
    return rt_str_find(rest, ':') < rt_str_find(rest, '/');
}

static bool names_scheme(struct rt_str text)
{
    size_t colon = rt_str_find(text, ':');
    return rt_str_starts(rt_str_from(text, colon), "://");
}

static bool complete_url(const struct explain *e, const struct fw_rule_result *r, struct fw_url *url, json_t *out)
{
    json_t *object = json_object();
    json_t *parts = json_array();
    char number[16], from[300];
    const char *scheme = fw_scheme_name(r->url.scheme);
    bool has_server = r->url.has_server;
    *url = r->url;
    bool is_url66 = strchr(e->subject->option66, '/') != NULL; /* guide p.2-12: a name or an address */
    if (!has_server) {
        has_server = e->subject->option66[0] != '\0' && !is_url66 &&
                     rt_str_copy(url->server, sizeof url->server, rt_str(e->subject->option66)) == RT_OK;
        url->has_server = has_server;
    }
    bool is_given = e->subject->given[SUBJECT_OPTION66] != NULL;
    add_part(parts, "scheme", scheme, names_scheme(r->url_text) ? "given" : "default: no scheme is written");
    add_part(parts, "server", url->server,
             r->url.has_server ? "given"
             : !has_server && is_url66
                 ? "missing: none is written, and DHCP option 66 is a URL, which this unit does not take"
             : !has_server ? "missing: none is written, and there is no DHCP option 66"
             : is_given    ? "DHCP option 66, given with --option66: no server is written"
                           : "DHCP option 66, assumed (--option66): no server is written");
    (void)snprintf(number, sizeof number, "%u", (unsigned)url->port);
    (void)snprintf(from, sizeof from, "default of %s", scheme);
    add_part(parts, "port", number, names_port(r->url_text) ? "given" : from);
    add_part(parts, "path", url->path, "given");
    report_set(object, "text", r->url_text);
    (void)json_object_set_new(object, "effective",
                              url->port == fw_scheme_port(url->scheme)
                                  ? report_printf("%s://%s%s", scheme, url->server, url->path)
                                  : report_printf("%s://%s:%u%s", scheme, url->server, url->port, url->path));
    (void)json_object_set_new(object, "parts", parts);
    (void)json_object_set_new(out, "url", object);
    return has_server;
}

/* ---- the options ---- */

static const char *gpp(const struct explain *e, char letter, char element[6])
{
    const char name[] = {'G', 'P', 'P', '_', (char)(letter - 'a' + 'A'), '\0'};
    memcpy(element, name, sizeof name);
    return fw_param_by_name(e->subject->params, name);
}

static void add_option(json_t *options, const char *name, struct rt_str value, const char *meaning)
{
    json_t *row = json_object();
    report_set(row, "name", rt_str(name));
    report_set(row, "value", value);
    report_set(row, "meaning", rt_str(meaning));
    (void)json_array_append_new(options, row);
}

static void put_options(const struct explain *e, enum explain_kind kind, const struct fw_rule_options *o, json_t *out)
{
    char element[6], meaning[120];
    json_t *options = json_array();
    if (o->has_key) {
        add_option(options, "--key", e->shows_secrets ? rt_str(o->key) : RT_STR("********"),
                   kind == EXPLAIN_REPORT
                       ? "the report is encrypted with it (AES-256-CBC, as openssl enc -md md5)"
                       : "opens an encrypted file (AES-256-CBC, as openssl enc -md md5); a clear file "
                         "is taken too");
    }
    if (o->post != 0) {
        const char *text = gpp(e, o->post, element);
        (void)snprintf(meaning, sizeof meaning, "POST; the body is %s, its macros expanded%s", element,
                       text[0] == '\0' ? ": it is empty" : "");
        add_option(options, "--post", rt_str_n(&o->post, 1), meaning);
    }
    if (o->alias != 0) {
        const char *text = gpp(e, o->alias, element);
        (void)snprintf(meaning, sizeof meaning, "%s maps other elements on parameters%s", element,
                       text[0] == '\0' ? ": it is empty, so nothing is mapped" : "");
        add_option(options, "--alias", rt_str_n(&o->alias, 1), meaning);
    }
    if (json_array_size(options) > 0) {
        (void)json_object_set(out, "options", options);
    }
    json_decref(options);
}

/* ---- the request ---- */

static void put_lines(json_t *lines, struct rt_str text)
{
    struct rt_str rest = text;
    while (rest.n > 0) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        line.n -= line.n > 0 && line.p[line.n - 1] == '\r' ? 1 : 0;
        (void)json_array_append_new(lines, report_text(line));
    }
}

static void put_http(const struct explain *e, enum explain_kind kind, const struct fw_rule_result *r,
                     const struct fw_url *url, json_t *request)
{
    char element[6];
    struct rt_buf head, body, agent;
    json_t *lines = json_array();
    bool is_report = kind == EXPLAIN_REPORT;
    rt_buf_init(&head, TEXT_MAX);
    rt_buf_init(&body, FW_MACRO_TEXT_MAX);
    rt_buf_init(&agent, 256);
    (void)fw_vars_user_agent(&e->subject->manifest, &e->subject->ident, &agent);
    if (r->options.post != 0) {
        (void)fw_macro_expand_text(rt_str(gpp(e, r->options.post, element)), &e->subject->macros, NULL, &body);
    }
    const struct fw_fetch_request wanted = {
        .url = url,
        .method = r->options.post != 0 || is_report ? FW_METHOD_POST : FW_METHOD_GET,
        .body = body.bytes,
        .n_body = body.n,
        .content_type = is_report ? "text/xml" : NULL,
        .user_agent = rt_buf_text(&agent),
    };
    (void)fw_fetch_put_http_head(&wanted, &head);
    put_lines(lines, rt_str_n(rt_buf_text(&head), head.n));
    (void)json_object_set_new(request, "protocol",
                              report_printf("%s to %s, TCP port %u", url->scheme == FW_SCHEME_HTTPS ? "HTTPS" : "HTTP",
                                            url->server, url->port));
    if (is_report) {
        /* Its length depends on the values, so the head is shown without it. */
        for (size_t i = 0; i < json_array_size(lines); i++) {
            const char *line = json_string_value(json_array_get(lines, i));
            if (line != NULL && rt_str_starts(rt_str(line), "Content-")) {
                (void)json_array_remove(lines, i--);
            }
        }
        report_set(request, "body", RT_STR("(all parameters as a flat-profile, without GPP_SA to GPP_SD)"));
    } else if (body.n > 0) {
        report_set(request, "body", rt_str_n(rt_buf_text(&body), body.n));
    }
    (void)json_object_set_new(request, "head", lines);
    rt_buf_fini(&head);
    rt_buf_fini(&body);
    rt_buf_fini(&agent);
}

static void put_request(const struct explain *e, enum explain_kind kind, const struct fw_rule_result *r,
                        const struct fw_url *url, json_t *out)
{
    json_t *request = json_object();
    if (url->scheme == FW_SCHEME_TFTP) {
        json_t *lines = json_array();
        report_add(lines, "%s \"%s\" octet", kind == EXPLAIN_REPORT ? "WRQ" : "RRQ", url->path);
        (void)json_object_set_new(request, "protocol",
                                  report_printf("TFTP to %s, UDP port %u", url->server, url->port));
        (void)json_object_set_new(request, "head", lines);
    } else {
        put_http(e, kind, r, url, request);
    }
    (void)json_object_set_new(out, "request", request);
}

/* ---- what follows ---- */

static void add_outcome(json_t *list, const char *when, json_t *then)
{
    json_t *row = json_object();
    report_set(row, "when", rt_str(when));
    (void)json_object_set_new(row, "then", then);
    (void)json_array_append_new(list, row);
}

static const char *next_rule(const struct explain *e, const char *name)
{
    static const char *const rules[] = {"Profile_Rule", "Profile_Rule_B", "Profile_Rule_C", "Profile_Rule_D"};
    for (size_t i = 0; i + 1 < sizeof rules / sizeof rules[0]; i++) {
        if (name != NULL && strcmp(name, rules[i]) == 0) {
            for (size_t k = i + 1; k < sizeof rules / sizeof rules[0]; k++) {
                if (fw_param_by_name(e->subject->params, rules[k])[0] != '\0') {
                    return rules[k];
                }
            }
        }
    }
    return NULL;
}

static void put_profile_outcomes(const struct explain *e, const char *name, json_t *list)
{
    struct rt_buf period, retry;
    const char *next = next_rule(e, name);
    const char *retry_text = fw_param_by_name(e->subject->params, "Resync_Error_Retry_Delay");
    bool fnf_fails = fw_param_bool(e->subject->params, "Resync_Fails_On_FNF", true);
    rt_buf_init(&period, 1024);
    rt_buf_init(&retry, 1024);
    bool is_timed = explain_schedule(e, "Resync_Periodic", &period);
    bool is_retried = explain_schedule(e, "Resync_Error_Retry_Delay", &retry);
    if (!is_retried && fw_quirk_is_set(e->subject->vars.quirks, FW_QUIRK_RETRY_ZERO_AT_ONCE)) {
        is_retried = true;
        rt_buf_clear(&retry);
        (void)rt_buf_put_text(&retry, "at once");
    }
    const char *go_on = next != NULL ? next : "";
    const char *joint = next != NULL ? ", and the next rule is " : "";
    add_outcome(list, "a good profile comes",
                is_timed ? report_printf("its values are applied%s%s; then a resync %s (Resync_Periodic).", joint,
                                         go_on, rt_buf_text(&period))
                         : report_printf("its values are applied%s%s; then no resync follows by itself: %s.", joint,
                                         go_on, rt_buf_text(&period)));
    if (fnf_fails) {
        add_outcome(list, "the server has no such file",
                    report_printf("the resync fails with \"%s\" (Resync_Fails_On_FNF is Yes). Nothing changes.",
                                  fw_fail_text(FW_FAIL_FILE_NOT_FOUND)));
    } else {
        add_outcome(list, "the server has no such file",
                    report_printf("that counts as done (Resync_Fails_On_FNF is No). Nothing changes."));
    }
    add_outcome(list, "the resync fails",
                is_retried ? report_printf("no rule behind this one is tried; the unit starts again with Profile_Rule: "
                                           "%s (Resync_Error_Retry_Delay %s).",
                                           rt_buf_text(&retry), retry_text)
                           : report_printf("no rule behind this one is tried, and the unit does not try again before "
                                           "it restarts: %s.",
                                           rt_buf_text(&retry)));
    rt_buf_fini(&period);
    rt_buf_fini(&retry);
}

static void put_outcomes(const struct explain *e, enum explain_kind kind, const char *name, json_t *out)
{
    json_t *list = json_array();
    struct rt_buf retry;
    rt_buf_init(&retry, 1024);
    if (kind == EXPLAIN_PROFILE) {
        put_profile_outcomes(e, name, list);
    } else if (kind == EXPLAIN_UPGRADE) {
        const char *limit = fw_param_by_name(e->subject->params, "Downgrade_Rev_Limit");
        bool is_retried = explain_schedule(e, "Upgrade_Error_Retry_Delay", &retry);
        add_outcome(list, "a good image comes",
                    report_printf("it is installed when all lines are idle, and the unit restarts. Not again, whether "
                                  "a condition is still true or not, until the rule or its URL changes, another "
                                  "release runs, or the unit is reset to factory defaults."));
        if (fw_quirk_is_set(e->subject->config->quirks, FW_QUIRK_UPGRADE_LOOP_GUARD)) {
            add_outcome(list, "the condition would still be true in the new release",
                        report_printf("the upgrade fails with \"%s\" (quirk upgrade-loop-guard).",
                                      fw_fail_text(FW_FAIL_IMAGE_LOOP)));
        }
        if (limit[0] != '\0') {
            add_outcome(list, "its version is below", report_printf("%s: refused (Downgrade_Rev_Limit).", limit));
        }
        add_outcome(
            list, "the upgrade fails",
            is_retried
                ? report_printf("the old firmware goes on; retry %s (Upgrade_Error_Retry_Delay).", rt_buf_text(&retry))
                : report_printf("the old firmware goes on, and this rule is not tried again before a restart: "
                                "%s.",
                                rt_buf_text(&retry)));
    } else {
        add_outcome(list, "the report fails", report_printf("there is no retry: one request, one attempt."));
    }
    rt_buf_fini(&retry);
    (void)json_object_set_new(out, "outcomes", list);
}

/* What a unit file remembers of upgrades by this rule. */
static void put_memory(const struct explain *e, enum explain_kind kind, const struct fw_url *url, json_t *out)
{
    bool is_done = false;
    if (kind == EXPLAIN_UPGRADE) {
        (void)fw_upgrade_is_done(e->subject->params, e->subject->manifest.version, url, &is_done);
        (void)json_object_set_new(out, "done", json_boolean(is_done));
    }
}

bool explain_request(struct explain *e, enum explain_kind kind, const char *name, const struct fw_rule_result *r,
                     json_t *out)
{
    struct fw_url url;
    bool has_server = complete_url(e, r, &url, out);
    put_options(e, kind, &r->options, out);
    if (has_server) {
        struct fw_vars before = e->subject->vars;
        e->subject->vars.url = &url; /* $SCHEME, $PATH ... of a POST body */
        e->subject->vars.error = "";
        put_request(e, kind, r, &url, out);
        e->subject->vars = before;
        put_outcomes(e, kind, name, out);
        put_memory(e, kind, &url, out);
    }
    return has_server;
}
