using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CrmKit.Plugins.Isolation;

/// <summary>
/// Marks in a folder that say which hosts run and which have died lately: a host holds a mark of its own until it ends properly, and a mark that nobody holds is a death. Without a place to write nothing is noted.
/// </summary>
internal sealed class RunLedger(string? folder, TimeProvider clock, ILogger log) : IDisposable
{
    private const string Running = "run-";
    private const string Died = "died-";
    private FileStream? _mine;

    /// <summary>Notes that this host runs.</summary>
    /// <param name="window">How long ago counts as lately.</param>
    /// <returns>How many hosts of the folder died lately; those that were found just now died now.</returns>
    public int Begin(TimeSpan window)
    {
        if (_mine is not null || folder is null || !Directory.Exists(Path.GetDirectoryName(folder))) return 0;
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var mark in Directory.EnumerateFiles(folder, Running + "*").ToList()) NoteIfDead(mark);
            _mine = new FileStream(Path.Combine(folder, Running + Guid.NewGuid().ToString("N")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            return Deaths(clock.GetUtcNow() - window);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.LogInformation("There is no place in {Folder} to note that the host runs: {Reason}", folder, e.Message);
            return 0;
        }
    }

    /// <summary>Forgets the deaths: the host ended properly, or somebody looked into them.</summary>
    public void Forgive()
    {
        if (folder is null || !Directory.Exists(folder)) return;
        foreach (var death in Directory.EnumerateFiles(folder, Died + "*").ToList()) Delete(death);
    }

    /// <summary>This host has not died.</summary>
    public void Dispose()
    {
        if (_mine is not { } mine) return;
        _mine = null;
        Delete(mine.Name);
        mine.Dispose();
    }

    private void NoteIfDead(string mark)
    {
        try
        {
            using (new FileStream(mark, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { } // refused while its host runs
            File.Move(mark, Path.Combine(folder!, string.Create(CultureInfo.InvariantCulture, $"{Died}{clock.GetUtcNow().ToUnixTimeMilliseconds()}-{Guid.NewGuid():N}")));
        }
        catch (IOException)
        {
            // It runs, or another host has noted its death.
        }
    }

    private int Deaths(DateTimeOffset since)
    {
        var deaths = 0;
        foreach (var death in Directory.EnumerateFiles(folder!, Died + "*").ToList())
        {
            var isLate = long.TryParse(Path.GetFileName(death)[Died.Length..].Split('-')[0], CultureInfo.InvariantCulture, out var at) && at >= since.ToUnixTimeMilliseconds();
            if (isLate) deaths++;
            else Delete(death);
        }
        return deaths;
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is counted again, which costs a start in safe mode at most.
        }
    }
}
