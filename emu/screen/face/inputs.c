/* SPDX-License-Identifier: MIT */
/* What comes in: keys, pointer, fingers and news of SDL, as inputs of the window. */
#include "face_priv.h"
#include <stdio.h>

static unsigned modifiers_of(Uint16 mod)
{
    return ((mod & KMOD_SHIFT) != 0 ? WIN_MOD_SHIFT : 0) | ((mod & KMOD_CTRL) != 0 ? WIN_MOD_CTRL : 0) |
           ((mod & KMOD_LALT) != 0 ? WIN_MOD_ALT : 0) | ((mod & (KMOD_RALT | KMOD_MODE)) != 0 ? WIN_MOD_ALTGR : 0);
}

static int key_of(SDL_Keycode sym)
{
    static const struct {
        SDL_Keycode sym;
        int key;
    } rows[] = {
        {SDLK_LEFT, WIN_KEY_LEFT},
        {SDLK_RIGHT, WIN_KEY_RIGHT},
        {SDLK_UP, WIN_KEY_UP},
        {SDLK_DOWN, WIN_KEY_DOWN},
        {SDLK_PAUSE, WIN_KEY_PAUSE},
        {SDLK_HOME, WIN_KEY_HOME},
        {SDLK_END, WIN_KEY_END},
        {SDLK_PAGEUP, WIN_KEY_PAGE_UP},
        {SDLK_PAGEDOWN, WIN_KEY_PAGE_DOWN},
        {SDLK_KP_0, '0'},
        {SDLK_KP_1, '1'},
        {SDLK_KP_2, '2'},
        {SDLK_KP_3, '3'},
        {SDLK_KP_4, '4'},
        {SDLK_KP_5, '5'},
        {SDLK_KP_6, '6'},
        {SDLK_KP_7, '7'},
        {SDLK_KP_8, '8'},
        {SDLK_KP_9, '9'},
        {SDLK_KP_MULTIPLY, '*'},
        {SDLK_KP_HASH, '#'},
        {SDLK_KP_ENTER, WIN_KEY_ENTER},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].sym == sym) {
            return rows[i].key;
        }
    }
    if (sym >= SDLK_F1 && sym <= SDLK_F12) {
        return WIN_KEY_F1 + (sym - SDLK_F1);
    }
    return sym < 127 ? (int)sym : 0;
}

static bool take_window(struct win_face *f, const SDL_WindowEvent *e, struct win_input *out)
{
    switch (e->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        *out = (struct win_input){.kind = WIN_INPUT_SIZE, .w = (float)e->data1, .h = (float)e->data2};
        f->is_exposed = true;
        return true;
    case SDL_WINDOWEVENT_EXPOSED:
        f->is_exposed = true;
        out->kind = WIN_INPUT_NONE;
        return true;
    case SDL_WINDOWEVENT_FOCUS_LOST:
    case SDL_WINDOWEVENT_LEAVE:
        out->kind = WIN_INPUT_LOST;
        f->has_finger = f->has_finger && e->event != SDL_WINDOWEVENT_FOCUS_LOST;
        return e->event == SDL_WINDOWEVENT_FOCUS_LOST;
    default:
        return false;
    }
}

/* The first finger is a pointer that is there only while it presses; others have no part in it. */
static bool take_finger(struct win_face *f, const SDL_TouchFingerEvent *e, struct win_input *out)
{
    static const enum win_input_kind kinds[] = {WIN_INPUT_PRESS, WIN_INPUT_RELEASE, WIN_INPUT_MOVE};
    bool is_down = e->type == SDL_FINGERDOWN;
    int w = 0, h = 0;
    if (f->has_finger ? is_down || e->fingerId != f->finger : !is_down) {
        return false;
    }
    f->has_finger = e->type != SDL_FINGERUP;
    f->finger = e->fingerId;
    SDL_GetWindowSize(f->window, &w, &h);
    *out = (struct win_input){.kind = kinds[e->type - SDL_FINGERDOWN],
                              .x = e->x * (float)w / f->shown_scale,
                              .y = e->y * (float)h / f->shown_scale,
                              .is_touch = true};
    return true;
}

/* The device that plays is gone, or one is there while none plays. */
static bool take_sound(struct win_face *f, const SDL_AudioDeviceEvent *e, struct win_input *out)
{
    if (e->type == SDL_AUDIODEVICEREMOVED) {
        out->kind = WIN_INPUT_NO_SOUND;
        if (e->iscapture != 0 || f->sound == NULL || !face_sound_is(f->sound, e->which)) {
            return false; /* another one */
        }
        face_sound_close(f->sound);
        f->sound = NULL;
        return true;
    }
    out->kind = WIN_INPUT_SOUND;
    if (!f->wants_sound || f->sound != NULL || e->iscapture != 0) {
        return false;
    }
    f->sound = face_sound_open(f->sound_buffer);
    return f->sound != NULL;
}

static bool take(struct win_face *f, const SDL_Event *e, struct win_input *out)
{
    *out = (struct win_input){0};
    switch (e->type) {
    case SDL_MOUSEMOTION:
        *out = (struct win_input){
            .kind = WIN_INPUT_MOVE, .x = (float)e->motion.x / f->shown_scale, .y = (float)e->motion.y / f->shown_scale};
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        *out = (struct win_input){.kind = e->type == SDL_MOUSEBUTTONDOWN ? WIN_INPUT_PRESS : WIN_INPUT_RELEASE,
                                  .x = (float)e->button.x / f->shown_scale,
                                  .y = (float)e->button.y / f->shown_scale};
        return e->button.button == SDL_BUTTON_LEFT;
    case SDL_MOUSEWHEEL: {
        int x = 0, y = 0;
        (void)SDL_GetMouseState(&x, &y);
        *out = (struct win_input){.kind = WIN_INPUT_WHEEL,
                                  .steps = e->wheel.y,
                                  .x = (float)x / f->shown_scale,
                                  .y = (float)y / f->shown_scale};
        return true;
    }
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION:
        return take_finger(f, &e->tfinger, out);
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        if (!f->has_field) {
            SDL_StartTextInput(); /* forgets a dead key, which would take the '*' after it along */
        }
        *out = (struct win_input){.kind = e->type == SDL_KEYDOWN ? WIN_INPUT_KEY_DOWN : WIN_INPUT_KEY_UP,
                                  .key = key_of(e->key.keysym.sym),
                                  .code = (int)e->key.keysym.scancode,
                                  .modifiers = modifiers_of(e->key.keysym.mod)};
        return e->key.repeat == 0 || out->key == WIN_KEY_BACKSPACE || out->key == WIN_KEY_TAB ||
               out->key >= WIN_KEY_LEFT; /* what may repeat */
    case SDL_TEXTINPUT:
        out->kind = WIN_INPUT_TEXT;
        (void)snprintf(out->text, sizeof out->text, "%.7s", e->text.text);
        return true;
    case SDL_WINDOWEVENT:
        return take_window(f, &e->window, out);
    case SDL_AUDIODEVICEREMOVED:
    case SDL_AUDIODEVICEADDED:
        return take_sound(f, &e->adevice, out);
    case SDL_QUIT:
        out->kind = WIN_INPUT_CLOSE;
        return true;
    default:
        return false;
    }
}

/* Asked twice: since 2.0.22 SDL says "no more" once at the end of what it has read, and does not look at the display
 * then. What Xlib has read meanwhile, while something was drawn, would wait until the descriptor has other news. */
static bool is_event(SDL_Event *e)
{
    bool is_one = SDL_PollEvent(e) != 0;
    return is_one || SDL_PollEvent(e) != 0;
}

bool face_next(struct win_face *f, struct win_input *out)
{
    SDL_Event e;
    while (f->window != NULL && is_event(&e)) {
        if (take(f, &e, out)) {
            return true;
        }
    }
    return false;
}
