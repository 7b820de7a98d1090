/* SPDX-License-Identifier: MIT */
#include <viewmodel/keys.h>
#include <ctype.h>

#define CTRL WIN_MOD_CTRL

static const struct win_key_row rows[] = {
    {0, 0, "", "0-9 * #", WIN_SAYS_KEY_DIGITS}, /* by what the keyboard types: hands.c */
    {WIN_KEY_SPACE, 0, "lift", "Space", WIN_SAYS_KEY_LIFT},
    {'f', 0, "flash", "F", WIN_SAYS_KEY_FLASH},
    {WIN_KEY_F1 + 1, 0, "phone 1", "F2, F3", WIN_SAYS_KEY_PHONE},
    {WIN_KEY_F1 + 2, 0, "phone 2", "", WIN_SAYS_KEY_PHONE},
    {'1', CTRL, "phone 1", "", WIN_SAYS_KEY_PHONE},
    {'2', CTRL, "phone 2", "", WIN_SAYS_KEY_PHONE},
    {'j', CTRL, "jack", "Ctrl+J", WIN_SAYS_KEY_JACK},
    {'e', CTRL, "wan", "Ctrl+E", WIN_SAYS_KEY_WAN},
    {'n', CTRL, "lan", "Ctrl+N", WIN_SAYS_KEY_LAN},
    {'o', CTRL, "power", "Ctrl+O", WIN_SAYS_KEY_POWER},
    {'p', 0, "pause", "P", WIN_SAYS_KEY_PAUSE},
    {WIN_KEY_PAUSE, 0, "pause", "", WIN_SAYS_KEY_PAUSE},
    {'.', 0, "step", ". ,", WIN_SAYS_KEY_STEP},
    {',', 0, "back", "", WIN_SAYS_KEY_STEP},
    {WIN_KEY_HOME, 0, "start", "Home, End", WIN_SAYS_KEY_ENDS},
    {WIN_KEY_END, 0, "end", "", WIN_SAYS_KEY_ENDS},
    {'-', 0, "slower", "- +", WIN_SAYS_KEY_SPEED},
    {'+', 0, "faster", "", WIN_SAYS_KEY_SPEED},
    {'=', 0, "faster", "", WIN_SAYS_KEY_SPEED},
    {'+', CTRL, "zoom in", "Ctrl + - 0", WIN_SAYS_KEY_ZOOM},
    {'=', CTRL, "zoom in", "", WIN_SAYS_KEY_ZOOM},
    {'-', CTRL, "zoom out", "", WIN_SAYS_KEY_ZOOM},
    {'0', CTRL, "zoom", "", WIN_SAYS_KEY_ZOOM},
    {'t', 0, "theme", "T", WIN_SAYS_KEY_THEME},
    {'m', 0, "mute", "M", WIN_SAYS_KEY_MUTE},
    {WIN_KEY_F1 + 3, 0, "side toggle", "F4", WIN_SAYS_KEY_SIDE},
    {WIN_KEY_F1 + 4, 0, "side next", "F5", WIN_SAYS_KEY_PANEL},
    {WIN_KEY_F1 + 4, WIN_MOD_SHIFT, "side previous", "", WIN_SAYS_KEY_PANEL},
    {WIN_KEY_PAGE_DOWN, 0, "scroll 10", "Page ↑ ↓", WIN_SAYS_KEY_SCROLL},
    {WIN_KEY_PAGE_UP, 0, "scroll -10", "", WIN_SAYS_KEY_SCROLL},
    {'f', CTRL, "field find", "Ctrl+F", WIN_SAYS_KEY_FIND},
    {'k', CTRL, "field line", "Ctrl+K", WIN_SAYS_KEY_ACTS},
    {'w', CTRL, "browser", "Ctrl+W", WIN_SAYS_KEY_PAGES},
    {WIN_KEY_F1 + 5, 0, "list", "F6", WIN_SAYS_KEY_LIST},
    {WIN_KEY_F1 + 8, 0, "guest trainer", "F9", WIN_SAYS_KEY_TRAINER},
    {'s', CTRL, "picture", "Ctrl+S", WIN_SAYS_KEY_SHOT},
    {WIN_KEY_TAB, 0, "focus next", "Tab", WIN_SAYS_KEY_FOCUS},
    {WIN_KEY_TAB, WIN_MOD_SHIFT, "focus previous", "", WIN_SAYS_KEY_FOCUS},
    {WIN_KEY_LEFT, 0, "focus left", "← ↑ ↓ →", WIN_SAYS_KEY_ARROWS},
    {WIN_KEY_RIGHT, 0, "focus right", "", WIN_SAYS_KEY_ARROWS},
    {WIN_KEY_UP, 0, "focus up", "", WIN_SAYS_KEY_ARROWS},
    {WIN_KEY_DOWN, 0, "focus down", "", WIN_SAYS_KEY_ARROWS},
    {WIN_KEY_ENTER, 0, "enter", "Enter", WIN_SAYS_KEY_ENTER},
    {WIN_KEY_F1, 0, "side keys", "F1", WIN_SAYS_KEY_HELP},
    {WIN_KEY_ESC, 0, "close", "Esc", WIN_SAYS_KEY_CLOSE},
    {'q', CTRL, "quit", "Ctrl+Q", WIN_SAYS_KEY_QUIT},
};

const struct win_key_row *win_key_at(size_t i)
{
    return i < sizeof rows / sizeof rows[0] ? &rows[i] : NULL;
}

const struct win_key_row *win_key_find(int key, unsigned modifiers)
{
    unsigned counted = key > WIN_KEY_SPACE && key < 128 ? modifiers & ~(unsigned)WIN_MOD_SHIFT : modifiers;
    for (size_t i = 1; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].key == (key < 128 ? tolower(key) : key) && rows[i].modifiers == counted) {
            return &rows[i];
        }
    }
    return NULL;
}
