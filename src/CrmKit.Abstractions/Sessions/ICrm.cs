namespace CrmKit.Sessions;

/// <summary>The way in for a host: opens sessions.</summary>
/// <remarks>Singleton, thread safe.</remarks>
public interface ICrm
{
    /// <summary>Opens a session for one piece of work (a request, a job, a command).</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="door">Through which door, for the audit: <c>api</c>, <c>cli</c>, <c>import</c>, <c>code</c>…</param>
    /// <param name="tenantId">The tenant; <see langword="null"/> means the host's single tenant.</param>
    /// <param name="origin">Where the call comes from, for the audit; <see langword="null"/> when nobody called from outside.</param>
    ICrmSession OpenSession(Actor actor, string door = "code", string? tenantId = null, CallOrigin? origin = null);

    /// <summary>Brings the database to the current schema and loads what administrators defined. Called by the first session if the host did not.</summary>
    Task InitializeAsync(CancellationToken cancellationToken = default);
}
