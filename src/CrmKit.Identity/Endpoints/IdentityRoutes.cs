using CrmKit.AspNetCore;

namespace CrmKit.Identity.Endpoints;

/// <summary>The routes of the sign-in, beside those of the API and in its document.</summary>
internal sealed class IdentityRoutes : IApiRoutes
{
    private static readonly IReadOnlyList<ApiParameter> OfUser = [new("user", "Whose; one's own when left out. Those of others are for administrators.", ApiParameterKind.Id)];

    public IEnumerable<ApiRoute> Routes() =>
    [
        new("POST", "/sign-in", "signIn", "Signs in with email and password; keepIn is token (the default: the answer has a bearer token) or cookie. With an authenticator, answers with a challenge for the code.", SignInEndpoints.PasswordAsync) { Body = "SignIn", Answer = "SignedIn", IsOpen = true },
        new("POST", "/sign-in/code", "signInWithCode", "The second step: challenge, and code of the authenticator or a recovery code; keepIn as before.", SignInEndpoints.CodeAsync) { Body = "SignInCode", Answer = "SignedIn", IsOpen = true },
        new("POST", "/sign-out", "signOut", "Ends the session that the request is made with.", SessionEndpoints.SignOutAsync) { Body = "Empty", IsBodyOptional = true, Status = 204 },
        new("GET", "/sessions", "listSessions", "Sign-ins that last, the newest first.", SessionEndpoints.ListAsync) { Answer = "SessionList", Query = OfUser },
        new("DELETE", "/sessions", "endSessions", "Signs out everywhere.", SessionEndpoints.EndAllAsync) { Status = 204, Query = OfUser },
        new("DELETE", "/sessions/{id}", "endSession", "Ends one of one's own sessions.", SessionEndpoints.EndAsync) { Status = 204 },
        new("PUT", "/password", "changePassword", "Changes one's own password, with the current one; other sessions end.", PasswordEndpoints.ChangeAsync) { Body = "PasswordChange", Status = 204 },
        new("POST", "/password/forgotten", "forgotPassword", "Asks for mail with a link, by email. The answer is the same whether there is such a user or not.", PasswordEndpoints.ForgottenAsync) { Body = "PasswordForgotten", Status = 202, IsOpen = true },
        new("POST", "/password/set", "setPassword", "Sets a password with the token of an invitation or of a link, once; sessions end.", PasswordEndpoints.SetAsync) { Body = "PasswordSet", Status = 204, IsOpen = true },
        new("POST", "/invitations", "invite", "For administrators: makes a link with which a user (userId) sets a password, and mails it where mail is set up; else pass the path on.", PasswordEndpoints.InviteAsync) { Body = "Invitation", Answer = "InvitationResult", Status = 201 },
        new("POST", "/two-factor", "beginTwoFactor", "Begins to set an authenticator up, with the password: its secret, and the address that authenticators read.", FactorEndpoints.BeginAsync) { Body = "TwoFactorStart", Answer = "TwoFactorSecret" },
        new("POST", "/two-factor/confirm", "confirmTwoFactor", "Confirms the authenticator with its first code; answers with recovery codes, this once.", FactorEndpoints.ConfirmAsync) { Body = "TwoFactorCode", Answer = "RecoveryCodes" },
        new("POST", "/two-factor/remove", "removeTwoFactor", "Takes one's own authenticator away, with the password; administrators that of another user (userId).", FactorEndpoints.RemoveAsync) { Body = "TwoFactorEnd", Status = 204 },
    ];
}
