namespace CrmKit.Sessions;

internal static class SessionErrors
{
    public static CrmError Abandoned() => new("session.abandoned",
        "A call of a plugin did not end in time and may still use this session, so nothing more can be done in it. Open a new session.");
}
