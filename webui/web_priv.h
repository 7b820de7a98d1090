/* SPDX-License-Identifier: MIT */
/* What the files of webui share. */
#pragma once
#include <fw/element.h>
#include <board/board.h>
#include <fw/device.h>
#include <fw/httpd.h>
#include <fw/page_table.h>

#define WEB_NONCES_MAX  32u /* requests of scripts that are challenged before the first answers: guess */
#define WEB_NONCE_CHARS 40u /* captured challenge */
#define WEB_TABS_MAX    24u

/* The login that a request belongs to. */
enum web_login { WEB_LOGIN_USER, WEB_LOGIN_ADMIN };

/* One of the eight pages. */
struct web_view {
    enum web_login login;
    bool is_voice, is_advanced;
};

/* An issued nonce and the responses that used it: each is accepted once (RFC 2617 section 3.2.2). */
struct web_nonce {
    char text[WEB_NONCE_CHARS + 1]; /* "" : none */
    uint32_t highest;               /* nc that was seen; 0: none yet */
    uint32_t seen;                  /* bit i: nc `highest - i` was */
};

struct web_index;
struct web {
    struct fw_device *device;
    struct fw_http_route route;
    struct web_index *index;                 /* made for the first request */
    struct web_nonce nonces[WEB_NONCES_MAX]; /* issued, newest first */
};

/* A text of the release. */
const char *web_text(const struct web *w, const char *key, const char *fallback);

/* auth.c: true if the request is authorised as this login. Else the reply is a 401 with a challenge. Whose
 * password is empty, needs none (SAG p.40). The admin's login opens the user's pages, too. */
bool web_is_allowed(struct web *w, enum web_login login, const struct fw_http_request *q, struct fw_http_reply *reply);

/* html.c: escapes text for HTML. */
void web_put_escaped(struct rt_buf *out, const char *text);

/* --- index.c: the release's rows by tab, and its form fields by number ------------------------------------------- */

struct web_tab {
    struct rt_str name;     /* "Router/Status" */
    unsigned views;         /* bits: view_bit() of index.c */
    uint16_t first, n_rows; /* of web_index.rows */
};
struct web_field {
    uint16_t id, row;
};
struct web_index {
    size_t n_tabs, n_fields;
    bool has_halves;                   /* Router and Voice; a model without a router has one page of all tabs */
    struct web_tab tabs[WEB_TABS_MAX]; /* in the order of the pages */
    struct web_field *fields;          /* by id */
    uint16_t rows[];                   /* of the schema, tab by tab */
};
/* NULL: out of memory. */
const struct web_index *web_index(struct web *w);
void web_index_destroy(struct web_index *index);
/* Whether this tab is on the page of the view. */
bool web_tab_is_in(const struct web_index *index, size_t tab, const struct web_view *view);
/* "Wan Setup" */
struct rt_str web_tab_label(const struct web_tab *tab);
/* The schema row of a field name ("29292", "P29420"), or -1. */
int web_field_row(const struct web_index *index, const struct fw_schema *schema, struct rt_str name);
/* Whether the form ids of the release shows the row to this login, or lets it be edited. */
bool web_may_see(const struct fw_params *params, enum web_login login, int row);
bool web_may_edit(const struct fw_params *params, enum web_login login, int row);

/* --- what a page is made of --------------------------------------------------------------------------------------- */

/* The state of a page that is being sent. */
struct web_page {
    struct web *web;
    const struct web_index *index;
    const struct web_skin *skin;
    struct web_view view;
    char base[16];                     /* before relative links: "" but for an address without its last slash */
    const char *colours[2], *ink;      /* of lines; of values */
    unsigned stage, tab, row, n_lines; /* row: in the tab */
    unsigned table_row;
    bool is_half, is_table_done;
    const char *section; /* now open; NULL: none */
};

/* What stands around the tabs of a page: the look of a model. */
struct web_skin {
    unsigned box_chars; /* width of a text box */
    void (*put_top)(const struct web_page *p, struct rt_buf *out);
    void (*put_tab_bar)(const struct web_page *p, struct rt_buf *out);
    void (*put_bottom)(const struct web_page *p, struct rt_buf *out);
};
extern const struct web_skin web_skin_pap2; /* skin_pap2.c */
/* skin.c: by the release. And what the skins share. */
const struct web_skin *web_skin(const struct web *w);
void web_put_script(struct rt_buf *out);
void web_put_head_and_form(const struct web_page *p, struct rt_buf *out);
void web_put_link(const struct web_page *p, const char *class, const char *href, const char *label, struct rt_buf *out);
void web_put_other_login(const struct web_page *p, struct rt_buf *out);
void web_put_tabs(const struct web_page *p, struct rt_buf *out);
void web_put_buttons(const struct web_page *p, struct rt_buf *out);
void web_put_copyright(const struct web_page *p, struct rt_buf *out);

/* cell.c: the value of a row, or its control. */
void web_put_cell(const struct web_page *p, int row, struct rt_buf *out);
/* A control of a table of the pages. */
void web_put_table_cell(const struct web_page *p, enum fw_table t, unsigned row, unsigned column, struct rt_buf *out);

/* page.c: the page of a view, as a stream. base: "", or what an address without its last slash lacks. */
void web_view_page(struct web *w, const struct web_view *view, const char *base, struct fw_http_reply *reply);

/* message.c: a page with one sentence and the way back: the reply to a command. */
void web_message_page(struct web *w, const char *sentence, struct fw_http_reply *reply);
/* The lines after Submit. back: relative; seconds 0: only on a click. */
void web_put_message_top(struct web *w, const char *back, unsigned seconds, struct rt_buf *out);
void web_put_way_back(struct web *w, const char *back, const char *key, const char *fallback, struct rt_buf *out);

/* submit.c: stores what a form has sent. */
void web_submit(struct web *w, const struct web_view *view, const struct fw_http_request *q,
                struct fw_http_reply *reply);

/* dump.c: all parameters as XML. */
void web_dump(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);
/* The picture of the release. */
void web_banner(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);

/* act.c: the web commands. */
void web_resync(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);
void web_upgrade(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);
void web_reboot(struct web *w, const struct fw_http_request *q, struct fw_http_reply *reply);
