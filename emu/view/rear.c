/* SPDX-License-Identifier: MIT */
/* The rear of the unit: sockets, the plugs in them or beside them, and cables. A plug that is dragged follows the
 * pointer; its socket is marked then, the others are hatched. */
#include "view_priv.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/led.h>
#include <board/nic.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PLUG_W 28.0f
#define PLUG_H 26.0f
#define HOLE_Y 22.0f /* of a socket's widget, below its name */
#define HOLE_W 52.0f

struct cable {
    const char *name; /* of the socket's widget, the plug's and the cable's */
    const char *out, *in;
    enum win_text socket, leads_to;
    enum win_colour colour;
    bool is_in;
};

/* Where its plug is drawn: the upper left corner. */
static struct win_rect plug_place(const struct win_model *m, const struct cable *c, struct win_rect socket,
                                  bool is_held)
{
    float x = socket.x + socket.w / 2 - PLUG_W / 2;
    if (is_held) {
        return (struct win_rect){m->plug.x - PLUG_W / 2, m->plug.y - PLUG_H / 2, PLUG_W, PLUG_H};
    }
    return c->is_in ? (struct win_rect){x, socket.y + HOLE_Y + 8, PLUG_W, PLUG_H}
                    : (struct win_rect){x + HOLE_W / 2 + PLUG_W / 2 + 8, socket.y + HOLE_Y + 14, PLUG_W, PLUG_H};
}

static void put_cable(const struct win_model *m, struct win_scene *s, const struct cable *c, struct win_rect plug,
                      struct win_rect to)
{
    char id[WIN_ID_MAX];
    float x = plug.x + plug.w / 2, y = plug.y + plug.h - 2;
    (void)snprintf(id, sizeof id, "cable.%s", c->name);
    struct win_widget *w = make_put(s, WIN_CABLE_KIND, id, (struct win_rect){x, y, to.x - x, to.y - y}, 0, c->colour);
    make_name(w, win_says(m, c->leads_to));
}

static void put_socket(const struct win_model *m, struct win_scene *s, const struct cable *c, struct win_rect at,
                       bool is_held)
{
    const struct board *b = emu_unit_board(m->unit);
    char id[WIN_ID_MAX];
    bool is_dragging = m->plug.socket[0] != '\0' && m->plug.is_moved;
    (void)snprintf(id, sizeof id, "socket.%s", c->name);
    struct win_widget *w = make_put(s, WIN_SOCKET_KIND, id, at, 13, c->colour);
    make_name(w, win_says(m, c->socket));
    make_value(w, c->is_in ? "" : win_says(m, WIN_SAYS_UNPLUGGED));
    make_act(m, w, c->is_in ? c->out : c->in);
    w->states |= c->is_in && !is_held ? 0 : WIN_IS_OUT;
    w->states |= is_held ? WIN_IS_ACTIVE : is_dragging ? WIN_IS_DISABLED : 0;
    if (strcmp(c->name, "lan") == 0 && board_led_is_lit(b, BOARD_LED_ETHERNET, board_now_us(b))) {
        w->states |= WIN_IS_LIT;
    }
}

void make_rear(const struct win_model *m, struct win_scene *s, struct win_rect at, const struct win_rect phones[2])
{
    const struct board *b = emu_unit_board(m->unit);
    const struct cable rows[] = {
        {"phone1", "cable phone1 out", "cable phone1 in", WIN_SAYS_LAMP_PHONE_1, WIN_SAYS_TO_PHONE_1, WIN_CABLE_1,
         board_fxs_is_plugged(b, 0)},
        {"phone2", "cable phone2 out", "cable phone2 in", WIN_SAYS_LAMP_PHONE_2, WIN_SAYS_TO_PHONE_2, WIN_CABLE_2,
         board_fxs_is_plugged(b, 1)},
        {"wan", "cable wan out", "cable wan in", WIN_SAYS_LAMP_INTERNET, WIN_SAYS_TO_PROVIDER, WIN_CABLE_NET,
         board_nic_is_linked(b, BOARD_PORT_WAN)},
        {"lan", "cable lan out", "cable lan in", WIN_SAYS_SOCKET_ETHERNET, WIN_SAYS_TO_PC, WIN_CABLE_NET,
         board_nic_is_linked(b, BOARD_PORT_LAN)},
        {"power", "power off", "power on", WIN_SAYS_SOCKET_POWER, WIN_SAYS_TO_MAINS, WIN_CABLE_POWER,
         board_is_powered(b)},
    };
    const size_t n = sizeof rows / sizeof rows[0];
    float each = fminf(190, at.w / (float)n);
    bool is_tight = each < 120; /* plugs that are out have no place, and cables lead nowhere */
    for (size_t i = 0; i < n; i++) {
        const struct cable *c = &rows[i];
        char id[WIN_ID_MAX];
        struct win_rect place = {at.x + (float)i * each, at.y, each - 12, 72};
        (void)snprintf(id, sizeof id, "socket.%s", c->name);
        bool is_held = m->plug.is_moved && strcmp(m->plug.socket, id) == 0;
        struct win_rect plug = plug_place(m, c, place, is_held);
        if (!is_tight && i < 2 && phones[i].w > 0) {
            put_cable(m, s, c, plug, (struct win_rect){phones[i].x + 46, phones[i].y + 6, 0, 0});
        } else if (!is_tight) { /* to the edge of the desk */
            put_cable(m, s, c, plug, (struct win_rect){place.x + place.w / 2 + 24, at.y + at.h + 20, 0, 0});
        }
        put_socket(m, s, c, place, is_held);
        if (is_held || !(c->is_in || is_tight)) {
            (void)snprintf(id, sizeof id, "plug.%s", c->name);
            make_name(make_put(s, WIN_PLUG_KIND, id, plug, 0, c->colour), win_says(m, c->socket));
        }
    }
}
