/* SPDX-License-Identifier: MIT */
#include "face_priv.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIZES_MAX      16u
#define WIDTHS         1024u /* a power of two */
#define WIDTH_TEXT_MAX 80u
#define RUNS_MAX       512u /* texts kept as pictures: those of a few scenes */

static const char *const files[FACE_N_FONTS] = {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSansMono.ttf"};

struct size {
    int pixels;
    TTF_Font *font;
};

/* A text as a mask, for any colour. */
struct run {
    enum face_font font;
    int pixels;
    uint64_t used;
    char *text;
    cairo_surface_t *mask; /* 8 bit: how much of the colour */
};

/* Width of a text: harfbuzz takes longer to measure one than cairo to draw it. */
struct width {
    enum face_font font;
    int pixels, w;
    char text[WIDTH_TEXT_MAX]; /* "": none */
};

/* A font's file in memory: processes that were forked share it, where an open file would have one offset for all. */
struct file {
    void *bytes; /* NULL: not opened yet */
    size_t n;
};

struct face_texts {
    struct file file[FACE_N_FONTS];
    char folder[400];
    struct size sizes[FACE_N_FONTS][SIZES_MAX];
    struct run runs[RUNS_MAX];
    struct width widths[WIDTHS];
    uint64_t clock;
};

static bool has_fonts(const char *folder)
{
    char path[512];
    for (int i = 0; i < FACE_N_FONTS; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        SDL_RWops *f = SDL_RWFromFile(path, "rb");
        if (f == NULL) {
            return false;
        }
        (void)SDL_RWclose(f);
    }
    return true;
}

struct face_texts *face_texts_open(const char *folder, char error[WIN_ERROR_MAX])
{
    static const char *const places[] = {"/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu",
                                         "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu-sans-fonts"};
    struct face_texts *t = calloc(1, sizeof *t);
    const char *given = folder != NULL ? folder : getenv("VSPA_FONT_DIR");
    if (t == NULL || TTF_Init() != 0) {
        (void)snprintf(error, WIN_ERROR_MAX, "out of memory");
        free(t);
        return NULL;
    }
    const char *found = given != NULL && has_fonts(given) ? given : NULL;
    for (size_t i = 0; given == NULL && found == NULL && i < sizeof places / sizeof places[0]; i++) {
        found = has_fonts(places[i]) ? places[i] : NULL;
    }
    if (found == NULL) {
        (void)snprintf(error, WIN_ERROR_MAX, "no font: %s%s%s not found: apt install fonts-dejavu-core",
                       given != NULL ? given : "", given != NULL ? "/" : "", files[0]);
        face_texts_close(t);
        return NULL;
    }
    (void)snprintf(t->folder, sizeof t->folder, "%s", found);
    return t;
}

static void forget(struct run *r)
{
    cairo_surface_destroy(r->mask);
    free(r->text);
    memset(r, 0, sizeof *r);
}

void face_texts_close(struct face_texts *t)
{
    if (t == NULL) {
        return;
    }
    for (size_t i = 0; i < RUNS_MAX; i++) {
        forget(&t->runs[i]);
    }
    for (int f = 0; f < FACE_N_FONTS; f++) {
        for (size_t i = 0; i < SIZES_MAX; i++) {
            if (t->sizes[f][i].font != NULL) {
                TTF_CloseFont(t->sizes[f][i].font);
            }
        }
    }
    for (int f = 0; f < FACE_N_FONTS; f++) {
        if (t->file[f].bytes != NULL) {
            (void)munmap(t->file[f].bytes, t->file[f].n);
        }
    }
    TTF_Quit();
    free(t);
}

static const struct file *file_of(struct face_texts *t, enum face_font font)
{
    char path[512];
    struct file *f = &t->file[font];
    struct stat st;
    if (f->bytes != NULL) {
        return f;
    }
    (void)snprintf(path, sizeof path, "%s/%s", t->folder, files[font]);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        *f = bytes != MAP_FAILED ? (struct file){bytes, (size_t)st.st_size} : (struct file){NULL, 0};
    }
    if (fd >= 0) {
        (void)close(fd);
    }
    return f;
}

static TTF_Font *font_of(struct face_texts *t, enum face_font font, int pixels)
{
    struct size *s = t->sizes[font];
    size_t i = 0;
    while (i < SIZES_MAX - 1 && s[i].font != NULL && s[i].pixels != pixels) {
        i++;
    }
    if (s[i].font == NULL || s[i].pixels != pixels) { /* the last place is used again */
        if (s[i].font != NULL) {
            TTF_CloseFont(s[i].font);
        }
        const struct file *f = file_of(t, font);
        SDL_RWops *bytes = f->bytes != NULL ? SDL_RWFromConstMem(f->bytes, (int)f->n) : NULL;
        s[i].font = bytes != NULL ? TTF_OpenFontRW(bytes, 1, pixels) : NULL;
        s[i].pixels = pixels;
        if (s[i].font != NULL) {
            TTF_SetFontHinting(s[i].font, TTF_HINTING_LIGHT);
        }
    }
    return s[i].font;
}

static struct width *place_of(struct face_texts *t, enum face_font font, int pixels, const char *text)
{
    uint32_t hash = 2166136261u ^ (uint32_t)font ^ (uint32_t)pixels << 8; /* FNV-1a */
    for (const char *c = text; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    }
    return &t->widths[(hash ^ hash >> 16) & (WIDTHS - 1)];
}

int face_text_width(struct face_texts *t, enum face_font font, int pixels, const char *text)
{
    struct width *kept = place_of(t, font, pixels, text);
    int w = 0, h = 0;
    if (text[0] == '\0') {
        return 0;
    }
    if (kept->font == font && kept->pixels == pixels && strcmp(kept->text, text) == 0) {
        return kept->w;
    }
    TTF_Font *f = font_of(t, font, pixels);
    w = f != NULL && TTF_SizeUTF8(f, text, &w, &h) == 0 ? w : 0;
    if (strlen(text) < WIDTH_TEXT_MAX) {
        kept->font = font;
        kept->pixels = pixels;
        kept->w = w;
        (void)snprintf(kept->text, sizeof kept->text, "%s", text);
    }
    return w;
}

int face_text_height(struct face_texts *t, enum face_font font, int pixels)
{
    TTF_Font *f = font_of(t, font, pixels);
    return f != NULL ? TTF_FontHeight(f) : pixels;
}

/* SDL's pixels are straight, cairo's are multiplied: as a mask of the colour both are the same. */
static cairo_surface_t *mask_of(const SDL_Surface *made)
{
    cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A8, made->w, made->h);
    unsigned char *to = cairo_image_surface_get_data(mask);
    int stride = cairo_image_surface_get_stride(mask);
    for (int row = 0; to != NULL && row < made->h; row++) {
        const uint32_t *from =
            (const uint32_t *)(const void *)((const char *)made->pixels + (size_t)row * (size_t)made->pitch);
        for (int i = 0; i < made->w; i++) {
            to[row * stride + i] = (unsigned char)((from[i] & made->format->Amask) >> made->format->Ashift);
        }
    }
    cairo_surface_mark_dirty(mask);
    return mask;
}

/* NULL: the text cannot be drawn. */
static cairo_surface_t *picture_of(struct face_texts *t, enum face_font font, int pixels, const char *text)
{
    struct run *oldest = &t->runs[0];
    t->clock++;
    for (size_t i = 0; i < RUNS_MAX; i++) {
        struct run *r = &t->runs[i];
        if (r->text != NULL && r->font == font && r->pixels == pixels && strcmp(r->text, text) == 0) {
            r->used = t->clock;
            return r->mask;
        }
        oldest = r->used < oldest->used ? r : oldest;
    }
    TTF_Font *f = font_of(t, font, pixels);
    SDL_Color white = {255, 255, 255, 255};
    forget(oldest);
    SDL_Surface *made = f != NULL && text[0] != '\0' ? TTF_RenderUTF8_Blended(f, text, white) : NULL;
    if (made != NULL) {
        *oldest = (struct run){font, pixels, t->clock, strdup(text), mask_of(made)};
        SDL_FreeSurface(made);
    }
    return oldest->mask;
}

/* Whole characters of the text that fit into the width, with an ellipsis when some do not. */
static void cut(struct face_texts *t, enum face_font font, int pixels, int max_width, char *text, size_t size)
{
    size_t n = strlen(text);
    if (max_width <= 0 || face_text_width(t, font, pixels, text) <= max_width) {
        return;
    }
    while (n > 0) {
        do {
            n--;
        } while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80);
        (void)snprintf(text + n, size - n, "…");
        if (face_text_width(t, font, pixels, text) <= max_width) {
            return;
        }
    }
}

void face_text_draw(struct face_texts *t, cairo_t *cr, enum face_font font, int pixels, uint32_t rgb, int x, int y,
                    int max_width, const char *text)
{
    char fits[WIN_VALUE_MAX + 8];
    (void)snprintf(fits, sizeof fits, "%s", text);
    cut(t, font, pixels, max_width, fits, sizeof fits);
    cairo_surface_t *mask = picture_of(t, font, pixels, fits);
    if (mask == NULL) {
        return;
    }
    cairo_save(cr);
    cairo_identity_matrix(cr);
    cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
    cairo_mask_surface(cr, mask, x, y);
    cairo_restore(cr);
}
