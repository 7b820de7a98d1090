/* SPDX-License-Identifier: MIT */
/* Preloaded into a window: the mouse becomes a finger, as XTest has none. What SDL makes of a touch screen's first
 * finger is what the window gets: no motion while it is not down. */
#define _GNU_SOURCE
#include <SDL.h>
#include <dlfcn.h>
#include <stdbool.h>

int SDL_PollEvent(SDL_Event *e)
{
    static int (*poll_event)(SDL_Event *);
    static void (*window_size)(SDL_Window *, int *, int *);
    static SDL_Window *(*window_of)(Uint32);
    static bool is_down;
    int w = 1, h = 1;
    if (poll_event == NULL) {
        void *sdl = dlopen("libSDL2-2.0.so.0", RTLD_NOW | RTLD_NOLOAD);
        *(void **)&poll_event = dlsym(sdl, "SDL_PollEvent");
        *(void **)&window_size = dlsym(sdl, "SDL_GetWindowSize");
        *(void **)&window_of = dlsym(sdl, "SDL_GetWindowFromID");
    }
    while (poll_event(e) != 0) {
        bool is_motion = e->type == SDL_MOUSEMOTION, is_press = e->type == SDL_MOUSEBUTTONDOWN;
        if (!is_motion && !is_press && e->type != SDL_MOUSEBUTTONUP) {
            return 1;
        }
        if (is_motion && !is_down) {
            continue;
        }
        is_down = is_press || (is_motion && is_down);
        window_size(window_of(e->button.windowID), &w, &h);
        int x = is_motion ? e->motion.x : e->button.x, y = is_motion ? e->motion.y : e->button.y;
        SDL_Event finger = {.tfinger = {.type = is_motion  ? SDL_FINGERMOTION
                                                : is_press ? SDL_FINGERDOWN
                                                           : SDL_FINGERUP,
                                        .touchId = 1,
                                        .fingerId = 7,
                                        .x = ((float)x + 0.5f) / (float)w,
                                        .y = ((float)y + 0.5f) / (float)h}};
        *e = finger;
        return 1;
    }
    return 0;
}
