/* SPDX-License-Identifier: MIT */
/*
 * The addresses of the web interface: four folders with two views each, their forms, and a few others. Source: captured
 * pages of an SPA-2102 with 3.3.6, SAG p.41, and the scripts in the field that use the short forms of the commands
 * (/upgrade?, /resync?, /reboot), with the administrator's credentials.
 */
#include <webui/webui.h>

#include "web_priv.h"

#include <fw/texts.h>
#include <rt/mem.h>
#include <string.h>

typedef void answer_fn(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);

static const struct {
    const char *path;
    answer_fn *answer;
    bool is_open; /* no login */
} others[] = {
    {"/admin/resync", web_resync, false}, {"/resync", web_resync, false},       {"/admin/upgrade", web_upgrade, false},
    {"/upgrade", web_upgrade, false},     {"/admin/reboot", web_reboot, false}, {"/reboot", web_reboot, false},
    {"/spabanner.jpg", web_banner, true},
};

const char *web_text(const struct web *w, const char *key, const char *fallback)
{
    return fw_text(fw_device_texts(w->device), key, fallback);
}

/* True, and the path without it, if it is this folder or in it. */
static bool enter(struct rt_str *path, const char *folder)
{
    size_t n = strlen(folder);
    if (!rt_str_starts(*path, folder) || (path->n > n && path->p[n] != '/')) {
        return false;
    }
    *path = rt_str_from(*path, n);
    return true;
}

/* Which view the path is, and whether it is the address of the form. base: what relative links need. Of a model without
 * a router, guess: /voice/ shows its page too, since scripts for the family ask for it. */
static bool find_view(const struct web *w, struct rt_str path, struct web_view *view, bool *is_form, char base[16])
{
    struct rt_str all = path;
    view->login = enter(&path, "/admin") ? WEB_LOGIN_ADMIN : WEB_LOGIN_USER;
    view->is_voice = enter(&path, "/voice");
    view->is_advanced = *is_form = false;
    base[0] = '\0';
    if (path.n == 0) { /* "/admin": links would be relative to the folder above */
        (void)rt_str_copy(base, 15, all);
        base[all.n] = '/';
        base[all.n + 1] = '\0';
        return true;
    }
    struct rt_str name = rt_str_from(path, 1);
    if (name.n == 0) {
        return true;
    }
    *is_form = rt_str_is(name, web_text(w, "form_basic", "bsipura.spa"));
    if (!*is_form) {
        view->is_advanced = true;
        *is_form = rt_str_is(name, web_text(w, "form_advanced", "asipura.spa"));
    }
    return *is_form || rt_str_is(name, "advanced");
}

static answer_fn *find_other(const struct web *w, struct rt_str path, bool *is_open)
{
    const char *xml = web_text(w, "xml_address", "");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (rt_str_is(path, others[i].path)) {
            *is_open = others[i].is_open;
            return others[i].answer;
        }
    }
    return path.n > 0 && rt_str_is(path, xml) ? web_dump : NULL;
}

/* Enable_Web_Admin_Access takes the administrator's half away. guess: with what status. */
static bool may_enter(struct web *w, enum web_login login, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    if (login == WEB_LOGIN_ADMIN && !fw_element_bool(fw_device_params(w->device), FW_EL_ENABLE_WEB_ADMIN_ACCESS)) {
        reply->status = 403;
        return false;
    }
    return web_is_allowed(w, login, q, reply);
}

static void handle(void *ctx, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    struct web *w = ctx;
    struct web_view view;
    bool is_form, is_open = false;
    char base[16];
    answer_fn *answer = find_other(w, q->path, &is_open);

    if (answer != NULL) {
        if (is_open || may_enter(w, WEB_LOGIN_ADMIN, q, reply)) {
            answer(w, q, reply);
        }
    } else if (!find_view(w, q->path, &view, &is_form, base)) {
        reply->status = 404;
    } else if (may_enter(w, view.login, q, reply)) {
        if (is_form && rt_str_is(q->method, "POST")) {
            web_submit(w, &view, q, reply);
        } else {
            web_view_page(w, &view, base, reply);
        }
    }
}

static void stop(void *state)
{
    struct web *w = state;
    struct fw_httpd *httpd = fw_device_httpd(w->device);

    fw_httpd_remove(httpd, &w->route);
    fw_httpd_set_title(httpd, NULL);
    web_index_destroy(w->index);
    rt_mem_free(w);
}

static enum rt_err start(struct fw_device *d, void **state)
{
    struct web *w = rt_mem_alloc(sizeof(*w));

    if (w == NULL) {
        return RT_ENOMEM;
    }
    w->device = d;
    w->route = (struct fw_http_route){"/*", handle, w, NULL};
    fw_httpd_add(fw_device_httpd(d), &w->route);
    fw_httpd_set_title(fw_device_httpd(d), web_text(w, "title", NULL));
    *state = w;
    return RT_OK;
}

const struct fw_module webui_module = {"webui", start, stop};
