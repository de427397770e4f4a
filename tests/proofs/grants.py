"""Who is let in where, said by hand: of every endpoint what it is about, and the roles that it is for.

Nothing here looks at acts, stamps, seats or clearances. A new endpoint fails the test until it has a row here.

What a page is about decides what else it takes: `public` nothing, `any` an account in order, `site` the
administrator, `work` one of the roles somewhere, `conference` and `meeting` one of them in that conference, `case`
besides that the case is theirs (SEES), `action` the same, or that they follow it (FOLLOWS); `own` besides that it
is their agency's own (OWNER). The other words are explained below.
"""

# c coordinator, h chair, r representative, d deputy, s deputy for single meetings, m manager, a auditor, i importer,
# o observer, A administrator
ROLE_OF = {
    "c": "coordinator",
    "h": "chair",
    "r": "representative",
    "d": "deputy",
    "s": "stand-in",
    "m": "manager",
    "a": "auditor",
    "i": "importer",
    "o": "observer",
}

# kind | roles | "endpoint methods" ...
TABLE = """
public | - | healthz GET ; accounts.sign_in GET ; accounts.sign_in_post POST
any | - | home.show GET ; accounts.show GET ; accounts.choose_password GET,POST ; accounts.held GET
any | - | accounts.hidden GET,POST ; accounts.hide POST ; accounts.stay POST
any | - | accounts.sign_out POST ; accounts.sign_out_everywhere POST
any | - | oversight.mine GET ; oversight.mine_copy POST
site | A | administration.index GET ; administration.show_account GET ; administration.close POST
site | A | administration.set_password POST ; administration.reopen POST ; administration.grant POST
site | A | administration.new_account GET ; administration.open_account POST ; administration.new_agency GET
site | A | administration.add_agency POST ; administration.show_conference GET ; administration.admit POST
site | A | administration.new_conference GET ; administration.found POST
work | rdsm | actions.index GET
work | rdm | audit.own GET ; oversight.own_copy POST
work | chrds | oversight.reveal_seen POST
row | rdsm | actions.acknowledge_row POST ; actions.take_over_row POST
work | chm | actions.overdue GET ; actions.counts GET ; actions.overdue_sheet GET
work | rds | contributions.index GET
work | c | people.decide POST
conference | chrds | cases.index GET ; cases.found POST
conference | chrd | cases.break_glass GET ; cases.open_case POST
conference | chrdsm | meetings.index GET ; administration.audiences GET
conference | h | administration.audience GET ; administration.decide POST
waiting | r | administration.proposal GET ; administration.answer_proposal POST
conference | ch | meetings.new GET ; meetings.plan_meeting POST
conference | crd | referrals.index GET ; referrals.start POST
conference | ci | referrals.receive POST
conference | a | audit.index GET ; audit.check POST ; oversight.week GET ; oversight.people GET
member | a | oversight.person GET ; oversight.person_copy POST
meeting | chrdsm | meetings.show GET
meeting | r | meetings.deputy GET ; meetings.name_a_deputy POST
named | cr | meetings.withdraw_a_deputy POST
barred | c | meetings.allow_a_deputy POST
meeting | ch | meetings.change GET ; meetings.change_plan POST ; meetings.cancel GET ; meetings.cancel_planned POST
meeting | ch | meetings.edit_list GET ; meetings.list_case POST ; meetings.preview GET ; meetings.publish POST
meeting | ch | meetings.run_meeting GET ; meetings.show_outstanding GET ; meetings.record_attendance POST
meeting | ch | meetings.show_attendance GET ; meetings.add_attender POST ; meetings.remove_attender POST
meeting | ch | meetings.close_meeting POST ; meetings.record_confidentiality POST ; meetings.finish_closing POST
meeting | ch | meetings.declare_conflict POST ; meetings.show_conflicts GET ; meetings.ask_conflicts POST
meeting | ch | meetings.record_observer POST ; meetings.open_meeting POST
meeting | ch | contributions.returns GET ; documents.copies GET ; documents.make_copy POST
meeting | chrds | documents.index GET ; documents.make POST ; documents.current GET
meeting | h | documents.start POST
minutes | chrds | documents.show GET
changes | ch | documents.changes GET
draft | ch | documents.opening GET ; documents.amend_opening POST
meeting | h | documents.approve POST ; documents.drop POST
section | ch | documents.section GET ; documents.amend POST ; documents.amend_by_itself POST
case | chrds | cases.show GET ; cases.sight GET ; meetings.show_case_at_meeting GET ; meetings.read_back GET
case | ch | cases.close POST ; cases.reopen POST ; cases.name_viewers POST ; cases.exclude POST
case | ch | cases.show_exclusions GET ; cases.lift POST ; audit.case GET ; oversight.case_copy POST
case | ch | cases.show_opening GET ; cases.review_opening POST
case | ch | meetings.record_new_action POST ; meetings.new_action GET ; meetings.read_action_line POST
case | ch | meetings.review_with_case POST ; meetings.review_outstanding POST ; meetings.show_one_outstanding GET
case | ch | meetings.decide_case POST ; meetings.invitations GET ; meetings.invite POST ; meetings.withdraw POST
case | ch | meetings.set_minutes POST ; meetings.move_item POST ; meetings.unlist_case POST
case | ch | meetings.write_record POST ; meetings.autosave_record POST ; meetings.start_case POST
case | ch | meetings.name_risk POST ; meetings.change_risk POST ; meetings.leave_risk POST
traits | ch | meetings.show_traits GET ; meetings.write_traits POST
case | c | people.show GET ; people.undo POST
contact | crds | cases.contact GET
contact-item | crds | contributions.contact GET
case | rds | contributions.show GET ; contributions.add POST ; contributions.add_by_itself POST
case | rds | contributions.add_views POST ; contributions.answer POST ; contributions.answer_saves_itself POST
answered | rds | contributions.confirm POST ; contributions.take_back POST
preview | rds | contributions.preview GET
own | rds | contributions.item GET ; contributions.change POST ; contributions.change_by_itself POST
own | rds | contributions.remove POST ; contributions.share POST ; contributions.withhold POST
own | rds | contributions.preview_item GET
action | chrdsm | actions.show GET
own | rdsm | actions.acknowledge POST ; actions.progress POST ; actions.done POST ; actions.not_completed POST
own | rdsm | actions.hand_over POST ; actions.take_over POST ; actions.ask_transfer POST
case | ch | actions.change_deadline POST ; actions.close POST ; actions.decide_transfer POST ; actions.reopen POST
sent | c | referrals.show GET ; referrals.save POST ; referrals.set_aside POST
word | c | referrals.download GET ; referrals.restriction GET ; referrals.decide_restriction POST
draft-form | crd | referrals.check GET ; referrals.step GET ; referrals.save_step POST
draft-form | crd | referrals.send POST ; referrals.discard POST
"""

# Who may know of a case: its office, and whose agency is invited now, but nobody kept from it; of a sealed one
# only the named.
SEES = {
    "main": "carol chidi polly petra pravin hana ida cerys cleo horatio sunny",
    "kept": "carol polly petra pravin hana ida cleo dora",
    "coming": "carol chidi polly petra pravin hana ida cerys horatio dora",
    "sealed": "carol chidi polly",
    "running": "carol chidi polly petra pravin hana ida cerys cleo horatio",
    "unpublished": "carol chidi",
    "offender": "mabel magnus polly mira",
    "stalker": "tess chidi isaac",
    "sent": "carol",
    "word": "carol",
    "draft": "horatio",
}
# The meeting at which somebody stands in, as a police officer names her: she sees its list's cases that the police
# see, and of the meetings this one; nothing of a listing at another.
STANDS_IN = {"dora": "coming"}
NAMED_BY = "carol polly"
# A wider audience of police intelligence waits at the Marac for whoever represents the police.
MAY_AGREE = {"northtown-marac": "polly"}
# Whoever manages an invited agency follows its actions.
FOLLOWS = {"main": "mani manon", "coming": "mani manon", "kept": "mani manon", "running": "mani manon"}
# Whose the chosen action and item are.
OWNER = {
    "main": "polly petra mani",
    "kept": "polly petra mani dora",
    "sealed": "polly",
    "running": "polly petra mani",
    "offender": "polly",
    "stalker": "isaac",
}
# Who has a safe address of the case for their work: lead police, the Idva service, the coordinator.
CONTACT = "carol polly ida isaac mabel tess"
# Who has made a return, which can be confirmed or taken back; where nobody is named, all have.
ANSWERED = {"kept": "polly petra pravin", "running": "polly petra hana"}
# Nobody looks at their own words as they would look to their own agency: it is the health trust's view.
LOOKED_AS = "hana mira"
# Amended or first minutes are the office's until they are approved.
NOT_APPROVED = ("amended", "level2")
# A form that is being written is its agency's; once sent it is the office's. One came as a Word file, and asks
# for somebody to be kept from it.
SENT, CAME_AS_FILE = ("sent", "word", "main", "offender", "stalker"), ("word",)
# Stamped for everybody who makes documents; the page itself is the office's, for it makes copies for others.
STAMPED_FOR_MORE = {"documents.copies": "chrds", "documents.make_copy": "chrds"}
# A Word copy of a list takes a list that is published.
UNPUBLISHED = ("later",)
# What is open to somebody whose screen is hidden, password set by another, or opening of a case unreviewed.
OPEN_TO = {
    "hetty": "accounts.hidden accounts.sign_out",
    "penny": "accounts.hidden accounts.sign_out accounts.hide accounts.choose_password",
    "helga": "accounts.hidden accounts.sign_out accounts.hide accounts.choose_password accounts.held",
}
SIGNED_OUT = ("nobody", "susan", "gone", "slept", "left")
