"""What a simulation assumes, said on the page and in the workbook."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.components.figures import won
from portal.setup.simulator.comparison import Simulation


def assumptions(simulation: Simulation) -> list[str]:
    """How the figures are to be read."""
    return [
        _(
            "Facts are those stored with the last evaluation of each application: region, confirmations and years "
            "in a row as on the closing day of that round, energy by its factors and its electricity basis."
        ),
        _(
            "Everybody counts in the region in which they applied then, also where this round has other regions."
        ),
        _("A fact that was not asked then is “not answered yet”."),
        _("What a person decided then counts for a criterion that is unchanged; otherwise it is open again."),
        _(
            "Drafts and test cases are left out; a site that applied twice counts once, with its last application."
        ),
        _(
            "Who meets every condition gets a place as far as the lines carry the diagnosis fee and the region's "
            "quota allows: more bonus points first, then more priorities, then who applied "
            "earlier. Scores of a committee are not in it yet."
        ),
        _("Nothing of this is saved."),
    ]


def estimate(simulation: Simulation) -> list[str]:
    """How much of the improvement money is known and how much is an estimate, before and after."""
    sides = ((_("Before"), simulation.before), (_("After"), simulation.after))
    return [f"{name}: {_of(side.improvements)}" for name, side in sides]


def _of(money) -> str:
    if money.mean_krw is None and money.estimated:
        return _(
            "None of those with a place has a stored grant, so that their improvements cannot be estimated."
        )
    known = ngettext(
        "%(count)s applicant with a stored grant: %(amount)s.",
        "%(count)s applicants with stored grants: %(amount)s.",
        money.known,
    ) % {"count": money.known, "amount": won(money.known_krw)}
    if not money.estimated:
        return known
    guess = ngettext(
        "Estimate for %(count)s other at the mean of %(mean)s: %(amount)s.",
        "Estimate for %(count)s others at the mean of %(mean)s each: %(amount)s.",
        money.estimated,
    ) % {"count": money.estimated, "mean": won(money.mean_krw), "amount": won(money.estimated_krw)}
    return f"{known} {guess}"
