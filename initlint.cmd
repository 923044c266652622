@echo off
rem Windows twin of the initlint script: finds a JDK, builds on first use, then starts.
setlocal enableextensions enabledelayedexpansion
set "measured="
set "root=%~dp0"
set "state=%root%.initlint"

set "java_home="
if exist "%root%jre\bin\java.exe" set "java_home=%root%jre"
if not defined java_home if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java_home=%JAVA_HOME%"
if not defined java_home for %%j in (java.exe) do if not "%%~$PATH:j"=="" set "java_home=%%~dp$PATH:j.."
if not defined java_home (
  echo initlint: needs a JDK of version 17 or later; set JAVA_HOME to one 1>&2
  exit /b 2
)

if defined INITLINT_DIST (
  set "dist=%INITLINT_DIST%"
) else if not exist "%root%mvnw.cmd" (
  set "dist=%root%."
) else (
  set "dist=%state%\windows"
  if not exist "!dist!\lib\initlint-cli.jar" (
    echo initlint: building from source ^(first use; delete .initlint to build again^) ... 1>&2
    if not exist "%state%" mkdir "%state%"
    pushd "%root%"
    call mvnw.cmd -q -B -DskipTests -pl cli -am package > "%state%\build.log" 2>&1
    if errorlevel 1 (
      popd
      echo initlint: the build failed; all of it is in %state%\build.log 1>&2
      exit /b 2
    )
    popd
    xcopy /q /e /i /y "%root%cli\target\dist\lib" "!dist!\lib" > nul
    "%java_home%\bin\java.exe" -XX:ArchiveClassesAtExit="!dist!\classes.jsa" -XX:+UseSerialGC -Xlog:disable -Dinitlint.training=true -cp "!dist!\lib\initlint-cli.jar" dev.initlint.cli.Main "%root%fixtures\models\sound.onnx" "%root%fixtures\java\DeepReluNetwork.java" "%root%fixtures\folders\gpt2" > nul 2>&1
  )
)

set "tuned=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g"
set "libraries=%dist%\lib\initlint-cli.jar"
for %%a in (%*) do if "%%~a"=="--verify" set "measured=1"
if "%~1"=="verify" set "measured=1"
if defined measured (
  set "tuned=-XX:+UseParallelGC -XX:MaxDirectMemorySize=1t"
  set "libraries=%libraries%;%dist%\lib\native\*"
  rem The Vector API; --add-modules jdk.incubator.vector would warn on standard error.
  findstr /r "^JAVA_VERSION=.1[7-9]\. ^JAVA_VERSION=.2[0-5]" "%java_home%\release" > nul && set "tuned=!tuned! --add-exports=java.base/jdk.internal.module=ALL-UNNAMED -XX:+UnlockExperimentalVMOptions -XX:+EnableVectorSupport"
  rem OpenBLAS 0.3.31 takes AMD's family 26 for a Haswell, at half the speed: OpenBLAS issue 6029.
  if not defined OPENBLAS_CORETYPE if not "%PROCESSOR_IDENTIFIER:AMD64 Family 26=%"=="%PROCESSOR_IDENTIFIER%" set "OPENBLAS_CORETYPE=COOPERLAKE"
)
"%java_home%\bin\java.exe" %tuned% -Xshare:auto -XX:SharedArchiveFile="%dist%\classes.jsa" -Xlog:disable %INITLINT_JAVA_OPTS% -cp "%libraries%" dev.initlint.cli.Main %*
exit /b %errorlevel%
