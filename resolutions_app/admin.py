"""Admin screens for resolutions and the mandate."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import link_to
from core.content_admin import ContentAdmin
from resolutions_app.models import Interlocutor, MandateHolder, Milestone, Resolution, ResolutionParagraph


class ResolutionParagraphInline(admin.StackedInline):
    """The paragraphs annex II quotes."""

    model = ResolutionParagraph
    fields = ["order", "kind", "part", "number", "letter", "verb", "summary"]
    extra = 0
    show_change_link = True


@admin.register(Resolution)
class ResolutionAdmin(ContentAdmin):
    """Resolutions by body and by what they did to the mandate."""

    list_display = ["number", "symbol", "symbol_corrected", "adopted_on", "body", "mandate_effect"]
    list_display_links = ["number", "symbol"]
    list_filter = ["body", "mandate_effect", "themes"]
    search_fields = ["symbol", "symbol_corrected", "summary", "agenda_item"]
    filter_horizontal = ["themes"]
    autocomplete_fields = ["citations"]
    date_hierarchy = "adopted_on"
    inlines = [ResolutionParagraphInline]


@admin.register(ResolutionParagraph)
class ResolutionParagraphAdmin(ContentAdmin):
    """Paragraphs by resolution and verb."""

    list_display = ["resolution_link", "label", "verb", "kind"]
    list_display_links = ["label"]
    list_filter = ["kind", "resolution"]
    list_select_related = ["resolution"]
    search_fields = ["resolution__symbol", "verb", "summary"]
    autocomplete_fields = ["resolution", "documents", "recalls"]

    @admin.display(description=_("resolution"), ordering="resolution__number")
    def resolution_link(self, paragraph: ResolutionParagraph) -> SafeString | str:
        return link_to(paragraph.resolution)


@admin.register(MandateHolder)
class MandateHolderAdmin(ContentAdmin):
    """Mandate holders in order."""

    list_display = ["name", "title", "start", "end"]
    search_fields = ["name", "title"]
    autocomplete_fields = ["citations"]


@admin.register(Milestone)
class MilestoneAdmin(ContentAdmin):
    """The three milestones."""

    list_display = ["name", "start", "end"]
    search_fields = ["name", "title", "summary"]
    list_filter = ["themes"]
    filter_horizontal = ["themes"]
    autocomplete_fields = ["citations"]


@admin.register(Interlocutor)
class InterlocutorAdmin(ContentAdmin):
    """Whom the mandate holder met, in the order of annex III."""

    list_display = ["number", "name", "title"]
    list_display_links = ["number", "name"]
    search_fields = ["name", "title"]
    autocomplete_fields = ["citations"]
