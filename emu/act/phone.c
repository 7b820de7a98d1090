/* SPDX-License-Identifier: MIT */
/* Acts on the telephones: hook and keypad. */
#include "act_priv.h"
#include <unit/phone.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/signal.h>
#include <ear/ear.h>
#include <host/signals.h>
#include <rt/assert.h>

static struct emu_phone *phone_of(const struct emu_act_call *call)
{
    return emu_unit_phone(call->acts->unit, (unsigned)act_value(call, "telephone")->number - 1);
}

enum rt_err act_offhook(struct emu_act_call *call)
{
    emu_phone_set_hook(phone_of(call), true);
    return RT_OK;
}

enum rt_err act_onhook(struct emu_act_call *call)
{
    emu_phone_set_hook(phone_of(call), false);
    return RT_OK;
}

enum rt_err act_dial(struct emu_act_call *call)
{
    return emu_phone_dial(phone_of(call), act_value(call, "keys")->text);
}

bool act_dial_is_done(const struct emu_act_call *call)
{
    return !emu_phone_is_dialling(phone_of(call));
}

enum rt_err act_timing(struct emu_act_call *call)
{
    enum rt_err err = emu_phone_set_timing(phone_of(call), (unsigned)(act_value(call, "on")->number / 1000),
                                           (unsigned)(act_value(call, "off")->number / 1000));
    RT_ASSERT(err == RT_OK); /* the row has the same limits */
    return err;
}

enum rt_err act_display(struct emu_act_call *call)
{
    int64_t row = act_value(call, "standard")->number;
    board_emit(emu_unit_board(call->acts->unit), &emu_signal_display, (unsigned)act_value(call, "telephone")->number,
               row, emu_display_name((enum emu_display_standard)row));
    return RT_OK;
}

enum rt_err act_press(struct emu_act_call *call)
{
    const struct emu_act_value *key = act_value(call, "key");
    return key->n == 1 ? emu_phone_press(phone_of(call), key->text[0]) : RT_EINVAL;
}

enum rt_err act_release(struct emu_act_call *call)
{
    return emu_phone_release(phone_of(call));
}

enum rt_err act_speak(struct emu_act_call *call)
{
    return emu_phone_speak(phone_of(call), (unsigned)act_value(call, "hz")->number,
                           (unsigned)(act_value(call, "time")->number / 1000));
}

enum rt_err act_flash(struct emu_act_call *call)
{
    return emu_phone_flash(phone_of(call));
}

enum rt_err act_flash_finish(struct emu_act_call *call, bool is_in_time)
{
    (void)is_in_time;
    act_result(call, "at_s")->number = (int64_t)board_now_us(emu_unit_board(call->acts->unit));
    return RT_OK;
}
