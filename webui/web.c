/* SPDX-License-Identifier: MIT */
/*
 * The routes of the web interface. Source of the addresses: captured pages of an SPA-2102 with 3.3.6, SAG p.41, and
 * the scripts in the field that use the short forms (/upgrade?, /resync?, /reboot).
 */
#include <webui/webui.h>

#include "web_priv.h"

#include <rt/mem.h>
#include <string.h>

typedef void command_fn(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);

/* A row is a page (tab) or a command. "/advanced" differs from "/" by the tabs it shows; the tabs of this release of
 * the pages are the same in both. */
static const struct row {
    const char *path;
    enum web_login login;
    const char *tab;
    command_fn *command;
} rows[] = {
    {"/", WEB_LOGIN_USER, "Router/Status", NULL},
    {"/advanced", WEB_LOGIN_USER, "Router/Status", NULL},
    {"/voice/", WEB_LOGIN_USER, "Voice/Info", NULL},
    {"/voice", WEB_LOGIN_USER, "Voice/Info", NULL},
    {"/voice/advanced", WEB_LOGIN_USER, "Voice/Info", NULL},
    {"/admin/", WEB_LOGIN_ADMIN, "Router/Status", NULL},
    {"/admin", WEB_LOGIN_ADMIN, "Router/Status", NULL},
    {"/admin/advanced", WEB_LOGIN_ADMIN, "Router/Status", NULL},
    {"/admin/voice/", WEB_LOGIN_ADMIN, "Voice/Info", NULL},
    {"/admin/voice", WEB_LOGIN_ADMIN, "Voice/Info", NULL},
    {"/admin/voice/advanced", WEB_LOGIN_ADMIN, "Voice/Info", NULL},
    {"/admin/resync", WEB_LOGIN_ADMIN, NULL, web_resync},
    {"/resync", WEB_LOGIN_ADMIN, NULL, web_resync},
    {"/admin/upgrade", WEB_LOGIN_ADMIN, NULL, web_upgrade},
    {"/upgrade", WEB_LOGIN_ADMIN, NULL, web_upgrade},
    {"/admin/reboot", WEB_LOGIN_ADMIN, NULL, web_reboot},
    {"/reboot", WEB_LOGIN_ADMIN, NULL, web_reboot},
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

struct web_context {
    struct web *web;
    const struct row *row;
};

static void handle(void *ctx, const struct fw_http_request *q, struct fw_http_reply *reply)
{
    const struct web_context *c = ctx;
    struct web *w = c->web;

    if (c->row->login == WEB_LOGIN_ADMIN &&
        !fw_element_bool(fw_device_params(w->device), FW_EL_ENABLE_WEB_ADMIN_ACCESS)) {
        reply->status = 403;
        web_message_page(w, "Web admin access is disabled.", reply);
    } else if (web_is_allowed(w, c->row->login, q, reply)) {
        if (c->row->command != NULL) {
            c->row->command(w, q, reply);
        } else {
            web_status_page(w, c->row->login, c->row->tab, reply);
        }
    }
}

static void stop(void *state)
{
    struct web *w = state;
    struct fw_httpd *httpd = fw_device_httpd(w->device);

    for (size_t i = 0; i < w->n_routes; i++) {
        fw_httpd_remove(httpd, &w->routes[i]);
    }
    rt_mem_free(w->routes);
    rt_mem_free(w->contexts);
    rt_mem_free(w);
}

static enum rt_err start(struct fw_device *d, void **state)
{
    struct web *w = rt_mem_alloc(sizeof(*w));

    if (w == NULL) {
        return RT_ENOMEM;
    }
    w->device = d;
    w->routes = rt_mem_alloc(N_ROWS * sizeof(*w->routes));
    w->contexts = rt_mem_alloc(N_ROWS * sizeof(*w->contexts));
    if (w->routes == NULL || w->contexts == NULL) {
        stop(w);
        return RT_ENOMEM;
    }
    for (size_t i = 0; i < N_ROWS; i++) {
        w->contexts[i] = (struct web_context){w, &rows[i]};
        w->routes[i] = (struct fw_http_route){rows[i].path, handle, &w->contexts[i], NULL};
        fw_httpd_add(fw_device_httpd(d), &w->routes[i]);
        w->n_routes = i + 1;
    }
    *state = w;
    return RT_OK;
}

const struct fw_module webui_module = {"webui", start, stop};
