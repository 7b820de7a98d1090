/* SPDX-License-Identifier: MIT */
/*
 * A browser at the PC: a page, a form as it stands, and fields of a form by what the page calls them. `web` and `post`
 * send what they are given, so that a test can send anything; `submit` finds the fields (form.c) and judges the
 * answer.
 */
#include "act_priv.h"
#include <unit/loop.h>
#include <net/browser.h>
#include <board/board.h>
#include <board/nic.h>
#include <fw/device.h>
#include <fw/element.h>
#include <fw/httpd.h>
#include <fw/net.h>
#include <fw/texts.h>
#include <stdio.h>
#include <string.h>

#define OK 200

static const char admin[] = "admin";

static const struct fw_params *params_of(const struct emu_act_call *call)
{
    return fw_device_params(emu_unit_device(call->acts->unit));
}

/* The login: the name that is given, else that one; the password that is given, else the unit's own for this name. */
static void take_login(const struct emu_act_call *call, const char *fallback, struct emu_browser_request *q)
{
    const struct emu_act_value *user = act_value(call, "user"), *password = act_value(call, "password");
    q->user = user->is_given ? user->text : password->is_given ? admin : fallback;
    bool is_admin = q->user != NULL && strcmp(q->user, admin) == 0;
    q->password = password->is_given
                      ? password->text
                      : fw_element_text(params_of(call), is_admin ? FW_EL_ADMIN_PASSWD : FW_EL_USER_PASSWORD);
}

#define LAN_WEB_PORT 80u /* fixed: no parameter of the model changes it */

/* The unit's address at the port that the browser is at. 0: it cannot be reached, and the call has failed. */
static uint32_t address_at(struct emu_act_call *call, enum board_port side)
{
    uint32_t ip = act_unit_address_at(call, side);
    if (ip != 0 && !board_nic_is_linked(emu_unit_board(call->acts->unit), side)) {
        (void)act_fail(call, RT_EUNREACH, "the %s cable is out: plug it in", board_port_name(side));
        return 0;
    }
    return ip;
}

static enum board_port side_of(const struct emu_act_call *call)
{
    return (enum board_port)act_value(call, "port")->number;
}

static enum rt_err open_browser(struct emu_act_call *call, uint32_t ip, enum board_port side,
                                const struct emu_browser_request *q)
{
    struct emu_unit *u = call->acts->unit;
    uint32_t port = side == BOARD_PORT_WAN ? fw_httpd_internet_port(params_of(call)) : LAN_WEB_PORT;
    enum rt_err err = emu_browser_open(&call->browser, emu_unit_net(u, side), ip, (uint16_t)port, q);
    switch (err) {
    case RT_OK:
        emu_loop_add(emu_unit_loop(u), emu_browser_source(call->browser));
        return RT_OK;
    case RT_EINVAL:
        return act_wrong(call, err, "path: contains control characters, or is too long");
    case RT_ETOOBIG:
        return act_wrong(call, err, "fields: too long: at most %u bytes", EMU_BROWSER_BODY_MAX);
    case RT_ENOTSUP:
        return act_fail(call, err, "no browser is at the %s port: add --%s %s", board_port_name(side),
                        board_port_name(side), side == BOARD_PORT_WAN ? "lab" : "user");
    default:
        return err;
    }
}

static enum rt_err check_path(struct emu_act_call *call, const char *path)
{
    return path[0] == '/' && strpbrk(path, " \t\r\n") == NULL
               ? RT_OK
               : act_wrong(call, RT_EINVAL, "path: start it with / and use no blanks, as in /admin/advanced");
}

/* The request has method and body; path and login are the call's. */
static enum rt_err browse(struct emu_act_call *call, struct emu_browser_request q)
{
    q.path = act_value(call, "path")->text;
    enum rt_err err = check_path(call, q.path);
    if (err != RT_OK) {
        return err;
    }
    uint32_t ip = address_at(call, side_of(call));
    if (ip == 0) {
        return RT_EUNREACH;
    }
    take_login(call, NULL, &q);
    return open_browser(call, ip, side_of(call), &q);
}

enum rt_err act_web(struct emu_act_call *call)
{
    return browse(call, (struct emu_browser_request){.method = "GET"});
}

enum rt_err act_post(struct emu_act_call *call)
{
    const struct emu_act_value *fields = act_value(call, "fields");
    return browse(call, (struct emu_browser_request){.method = "POST", .body = rt_str_n(fields->text, fields->n)});
}

/* ---- submit ---- */

/* The form of the advanced view has all fields; the folder tells who sends it. */
static void form_path(const struct emu_act_call *call, struct rt_str tab, bool is_user, char out[64])
{
    const struct fw_texts *texts = fw_device_texts(emu_unit_device(call->acts->unit));
    (void)snprintf(out, 64, "%s%s/%.32s", is_user ? "" : "/admin", rt_str_starts(tab, "Voice/") ? "/voice" : "",
                   fw_text(texts, "form_advanced", "asipura.spa"));
}

enum rt_err act_submit(struct emu_act_call *call)
{
    struct emu_browser_request q = {.method = "POST"};
    struct rt_str tab;
    char path[64];
    uint32_t ip = address_at(call, side_of(call));
    if (ip == 0) {
        return RT_EUNREACH;
    }
    take_login(call, admin, &q);
    bool is_user = strcmp(q.user, admin) != 0;
    /* The body waits where the answer will be. */
    enum rt_err err = act_form_fields(call, is_user, &tab, &call->body);
    if (err != RT_OK) {
        return err;
    }
    form_path(call, tab, is_user, path);
    q.path = path;
    q.body = rt_str_n(rt_buf_text(&call->body), call->body.n);
    err = open_browser(call, ip, side_of(call), &q);
    rt_buf_clear(&call->body);
    return err;
}

/* A line of the page after Submit, one for each field that was refused: "<p>Voice/Line 1, SIP Port: why</p>". */
static enum rt_err judge_answer(struct emu_act_call *call, int status)
{
    static const char open[] = "<p>";
    const char *text = rt_buf_text(&call->body);
    if (status == 401) {
        return act_fail(call, RT_EREFUSED, "the unit does not accept the login: check user and password");
    }
    if (status != OK) {
        return act_fail(call, RT_EREFUSED, "the unit answers with status %d", status);
    }
    for (const char *at = strstr(text, open); at != NULL; at = strstr(at, open)) {
        at += strlen(open);
        const char *end = strstr(at, "</p>");
        size_t n = end != NULL ? (size_t)(end - at) : 0;
        struct rt_str line = rt_str_n(at, n);
        if (rt_str_starts(line, "Voice/") || rt_str_starts(line, "Router/")) {
            return act_fail(call, RT_EREFUSED, "the unit refuses %.*s", (int)n, at);
        }
    }
    return RT_OK;
}

/* ---- the answer ---- */

bool act_web_is_done(const struct emu_act_call *call)
{
    return emu_browser_is_done(call->browser);
}

/* No answer at the Internet port: which element enables the server there depends on the model. */
static enum rt_err no_answer(struct emu_act_call *call, enum rt_err err)
{
    struct fw_device *device = emu_unit_device(call->acts->unit);
    if (!fw_device_is_running(device)) {
        return act_fail(call, err, "no answer: the unit does not run any more");
    }
    enum fw_element element = fw_httpd_switch_element(fw_device_params(device));
    if (!fw_element_bool(fw_device_params(device), element)) {
        return act_fail(call, err,
                        "no answer: %s is No: set it to Yes in a profile, by unit{params = {...}} of a scenario, or "
                        "dial **** 7932# 1# 1 at a telephone",
                        fw_element_name(element));
    }
    return act_fail(call, err, "no answer");
}

enum rt_err act_web_finish(struct emu_act_call *call, bool is_in_time)
{
    int status;
    enum rt_err err = is_in_time ? emu_browser_result(call->browser, &status, &call->body) : RT_ETIMEDOUT;
    if (err == RT_ECLOSED || err == RT_ETIMEDOUT) {
        return no_answer(call, err);
    }
    if (err == RT_OK) {
        act_result(call, "status")->number = status;
        *act_result(call, "body") = (struct emu_act_value){.text = rt_buf_text(&call->body), .n = call->body.n};
    }
    return err;
}

enum rt_err act_submit_finish(struct emu_act_call *call, bool is_in_time)
{
    enum rt_err err = act_web_finish(call, is_in_time);
    return err == RT_OK ? judge_answer(call, (int)act_result(call, "status")->number) : err;
}
