namespace CrmKit.Sessions;

/// <summary>Work of a start that others need later: a host begins it once the database is up to date, one after the other on a thread of their own, and nobody waits for it.</summary>
internal interface IStartAhead
{
    /// <summary>Does it; what cannot be done is left to those who need it, who say it.</summary>
    void Run();
}
