using CrmKit.Plugins.Isolation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CrmKit.Plugins.Runtime;

/// <summary>Whether only packages with a trusted signature run, and why: because the settings say so, or because the host's process died again and again.</summary>
internal sealed class SafeMode : IDisposable
{
    private const int ManyDeaths = 2;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private readonly bool? _setting;
    private readonly RunLedger _runs;
    private readonly ILogger _log;
    private volatile string? _reason;

    public SafeMode(PluginFolder folder, TimeProvider clock, IOptions<PluginOptions> options, ILogger<SafeMode> log)
    {
        (_setting, _log) = (options.Value.SafeMode, log);
        _runs = new RunLedger(options.Value.KeepCrashJournal ? Path.Combine(folder.Root, CrashJournal.FolderName) : null, clock, log);
        if (_setting == true) _reason = "the settings ask for it";
    }

    /// <summary>Why it is on; <see langword="null"/> when it is not.</summary>
    public string? Reason => _reason;

    /// <summary>A host starts: looks how the ones before ended.</summary>
    public void Begin()
    {
        var deaths = _runs.Begin(Window);
        if (_setting is null && deaths >= ManyDeaths) _reason = FormattableString.Invariant($"the host's process died {deaths} times within {Window.TotalMinutes:0} minutes");
        if (_reason is { } reason) _log.LogWarning("Safe mode: {Reason}. Only packages with a trusted signature run. Leave it by command, or stop the host and start it again.", reason);
    }

    /// <summary>The host ends properly: the next start is an ordinary one.</summary>
    public void End() => _runs.Forgive();

    /// <summary>Lets everything run again.</summary>
    public void Leave()
    {
        if (_reason is not null) _log.LogInformation("Safe mode is left.");
        _reason = null;
        _runs.Forgive();
    }

    public void Dispose() => _runs.Dispose();
}
