"""The addresses at which progress is recorded, reviewed and read."""

from django.urls import include, path

from benchmarks_app.views import follow_up
from benchmarks_app.views.progress import files, many, page, recording, review, workspace

progress_update_patterns = [
    path("<int:pk>/", page.detail, name="detail"),
    path("<int:pk>/revise/", recording.revise, name="revise"),
    path("<int:pk>/evidence/<uuid:key>/file/", files.attach, name="evidence-file"),
    path("<int:pk>/submit/", review.submit, name="submit"),
    path("<int:pk>/return/", review.give_back, name="return"),
    path("<int:pk>/publish/", review.publish, name="publish"),
    path("<int:pk>/withdraw/", review.withdraw, name="withdraw"),
    path("<int:pk>/correct/", review.correct, name="correct"),
]

urlpatterns = [
    path("workspace/", workspace.workspace, name="workspace"),
    path("workspace/notices/read/", workspace.read_notices, name="read-notices"),
    path("workspace/no-change/", many.no_change, name="no-change"),
    path("workspace/observe-again/", many.observe_again, name="observe-again"),
    path("benchmarks/<int:number>/record/", recording.draft, name="record-progress"),
    path("evidence-files/<slug:name>/", files.hand_out, name="evidence-file"),
    path("recommendations/<slug:slug>/grade/", follow_up.grade, name="record-grade"),
    path("progress-updates/", include((progress_update_patterns, "progress-updates"))),
]
