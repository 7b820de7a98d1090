/* SPDX-License-Identifier: MIT */
/* A scenario from another person: planned, and run with small limits when it can be. Nothing is kept. */
#include "fuzz.h"
#include <script/script.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct emu_scn_result result;
    char path[FUZZ_PATH_MAX];
    struct emu_scn_plan plan = {0};
    struct emu_scn_job job = {
        .path = path, .seed = 1, .limits = {20000, 1u << 20, 600u * (uint64_t)1000000u, 5u * (uint64_t)1000000u}};
    fuzz_file(data, n, path);
    emu_scn_plan(&job, &plan, &result);
    if (result.verdict == EMU_SCN_PASSED && (plan.is_one || plan.n > 0)) {
        job.name = plan.is_one ? NULL : plan.name[0];
        emu_scn_run(&job, &result);
    }
    emu_scn_plan_fini(&plan);
    return 0;
}
