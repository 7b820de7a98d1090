/* SPDX-License-Identifier: MIT */
/* A plug that is dragged. Only the board knows whether a cable is in: the plug's way is a matter of the window, and
 * where it ends is an act, or none when the cable is where it was. */
#include "input_priv.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CLICK_MOST 6.0f /* units: farther than that is no click */

static bool is_over(const struct win_widget *w, float x, float y)
{
    return w != NULL && x >= w->at.x && x < w->at.x + w->at.w && y >= w->at.y && y < w->at.y + w->at.h;
}

bool hands_take_plug(struct win_hands *h, const struct win_widget *w, float x, float y)
{
    if (w->kind != WIN_SOCKET_KIND) {
        return false;
    }
    h->model->plug = (struct win_plug){.from_x = x, .from_y = y, .x = x, .y = y};
    (void)snprintf(h->model->plug.socket, sizeof h->model->plug.socket, "%s", w->id);
    return true;
}

bool hands_move_plug(struct win_hands *h, float x, float y)
{
    struct win_plug *p = &h->model->plug;
    if (p->socket[0] == '\0') {
        return false;
    }
    p->x = x;
    p->y = y;
    p->is_moved |= hypotf(x - p->from_x, y - p->from_y) > CLICK_MOST;
    return p->is_moved;
}

bool hands_drop_plug(struct win_hands *h, const struct win_scene *s, float x, float y)
{
    struct win_plug p = h->model->plug;
    const struct win_widget *own = win_find(s, p.socket), *under = win_hit(s, x, y);
    hands_forget_plug(h);
    if (p.socket[0] == '\0' || !p.is_moved || own == NULL) {
        return false; /* a click */
    }
    bool was_in = strstr(own->act, "out") != NULL || strstr(own->act, "off") != NULL, is_in = is_over(own, x, y);
    if (was_in != is_in) {
        (void)win_hands_do(h, s, own->act); /* the model says what is wrong */
    }
    if (!is_in && under != NULL && under->kind == WIN_SOCKET_KIND) {
        win_model_say_of(h->model, WIN_SAYS_BELONGS, "socket", own->name);
    }
    return true;
}

void hands_forget_plug(struct win_hands *h)
{
    h->model->plug.socket[0] = '\0';
    h->model->plug.is_moved = false;
}
