"""Pages of holds, house rules and the desk."""

from holds.views.desk import (
    desk,
    desk_csv_file,
    desk_ics_file,
    desk_stream_token,
    desk_view_remove,
    desk_views,
    stage_night,
)
from holds.views.holds import (
    hold,
    hold_agree,
    hold_challenge,
    hold_challenge_withdraw,
    hold_change,
    hold_confirm,
    hold_decline,
    hold_panel,
    hold_proposal_withdraw,
    hold_rank,
    hold_release,
    hold_stream_token,
    holds,
)
from holds.views.permissions import hold_ask, permission_answer
from holds.views.placing import hold_new, ladder_restore
from holds.views.policies import policy_edit, stage_rooms

__all__ = [
    "desk",
    "desk_csv_file",
    "desk_ics_file",
    "desk_stream_token",
    "desk_view_remove",
    "desk_views",
    "hold",
    "hold_agree",
    "hold_ask",
    "hold_challenge",
    "hold_challenge_withdraw",
    "hold_change",
    "hold_confirm",
    "hold_decline",
    "hold_new",
    "hold_panel",
    "hold_proposal_withdraw",
    "hold_rank",
    "hold_release",
    "hold_stream_token",
    "holds",
    "ladder_restore",
    "permission_answer",
    "policy_edit",
    "stage_night",
    "stage_rooms",
]
