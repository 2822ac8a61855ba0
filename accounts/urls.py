from django.urls import path

from accounts.views import account, firms, invitations, members

app_name = "accounts"

urlpatterns = [
    path("me/", account.account, name="account"),
    path("me/tokens/", account.create_token, name="token-create"),
    path("me/tokens/<int:pk>/revoke/", account.revoke_token, name="token-revoke"),
    path("memberships/<int:pk>/end/", account.end_membership, name="membership-end"),
    path("firms/", firms.firms, name="firms"),
    path("firms/new/", firms.register, name="register"),
    path("firms/<uuid:uid>/", firms.firm, name="firm"),
    path("firms/<uuid:uid>/edit/", firms.edit, name="firm-edit"),
    path("firms/<uuid:uid>/sites/new/", firms.add_site, name="site-new"),
    path("firms/<uuid:uid>/invite/", firms.invite, name="colleague-invite"),
    path("firms/<uuid:uid>/hand-over/", members.hand_over, name="hand-over"),
    path("firms/<uuid:uid>/business-state/", members.look_up_business_state, name="business-state"),
    path("sites/<uuid:uid>/edit/", firms.edit_site, name="site-edit"),
    path("firm-invitations/<uuid:uid>/cancel/", firms.cancel_invitation, name="invitation-cancel"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
]
