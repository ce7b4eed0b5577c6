using CrmKit.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Identity;

/// <summary>What sign-in refuses. Nothing here tells a name that exists from one that does not.</summary>
internal static class SignInErrors
{
    public static ApiException Failed() => new(StatusCodes.Status401Unauthorized, new("sign-in.failed",
        "The e-mail address or the password is wrong, or the account is locked for a while. Try again, or set a new password."));

    public static ApiException CodeWrong() => new(StatusCodes.Status401Unauthorized, new("sign-in.code-wrong",
        "The code is wrong, was used already, or came too late. Wait for the next one, or begin again with the password."));

    public static CrmError FactorLost() => new("sign-in.factor-lost",
        "The authenticator's secret cannot be decrypted: the host's key that protects it is gone. Sign in with a recovery code, or ask an administrator to take the authenticator away; then set up another one.");

    public static ApiException TooMany(TimeSpan wait) => new(StatusCodes.Status429TooManyRequests, new("sign-in.too-many",
        $"There were too many failed tries. Wait {Math.Ceiling(wait.TotalMinutes):0} minutes.")) { RetryAfter = wait };

    public static CrmError PasswordWrong() => new("sign-in.password-wrong", "The current password is wrong, or the account is locked for a while.") { Field = "current" };

    public static CrmError TooShort(int least) => new("sign-in.password-short",
        $"The password has fewer than {least} characters. Several words that only you put together are easy to remember and hard to guess.") { Field = "password" };

    public static CrmError TooLong(int most) => new("sign-in.password-long", $"The password has more than {most} characters.") { Field = "password" };

    public static CrmError TooCommon() => new("sign-in.password-common",
        "The password is made of nothing but words that everybody tries first, or of your own name or address. Choose another one.") { Field = "password" };

    public static CrmError LinkUnknown() => new("sign-in.link-unknown",
        "The link is wrong, was used, was replaced by a newer one, or came too late. Ask for another one.");

    public static CrmError SessionUnknown(Guid id) => new("sign-in.session-unknown", $"There is no session {id} of yours.");

    public static CrmError NoAccount() => new("sign-in.no-account", "This needs a user who has a password. Sign in with one.");

    public static CrmError KeyForbidden() => new("sign-in.key-forbidden", "An API key cannot do this. Sign in.");

    public static CrmError AdministratorsOnly() => new("access.forbidden", "Accounts of others are for administrators. Ask one.");

    public static CrmError NoAddress(Guid user) => new("sign-in.no-address", $"User {user} has no e-mail address, or is not active, and so cannot sign in. Give one first.") { Field = "userId" };

    public static CrmError FactorExists() => new("sign-in.factor-exists", "An authenticator is set up already. Take it away first.");

    public static CrmError FactorMissing() => new("sign-in.factor-missing", "No authenticator waits for its first code. Set one up first.");
}
