namespace CrmKit.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Done, and something was found or refused: rows of an import, differences of counters, a problem of the database.</summary>
    public const int Findings = 1;

    /// <summary>Not done: the command line, a file, a right or the database stood in the way. The reason is on the error stream.</summary>
    public const int Failed = 2;
}
