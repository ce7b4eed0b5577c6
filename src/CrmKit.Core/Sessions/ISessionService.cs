namespace CrmKit.Sessions;

/// <summary>Marks what a session's doors share: made once per session, found by AddCrmKit, injected as its own class.</summary>
internal interface ISessionService;
